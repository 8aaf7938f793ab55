using Host.Configuration;

namespace Host.Roles;

/// <summary>
/// Reads the roles off the command line: the words that are neither an option (<c>--Key=value</c>, <c>--Key value</c>)
/// nor an option's value. No role means all three services.
/// </summary>
internal static class RoleArguments
{
    private const string Known = "saga, notifications, gateway, migrate";

    public static HostRoles Parse(IReadOnlyList<string> arguments)
    {
        var roles = HostRoles.None;
        foreach (var word in WordsOf(arguments))
            roles |= Parse(word);

        if (roles.HasFlag(HostRoles.Migrate) && roles != HostRoles.Migrate)
            throw new StartRefusedException("role", "'migrate' runs alone, and exits when it is done.");

        return roles == HostRoles.None ? HostRoles.Embedded : roles;
    }

    private static HostRoles Parse(string word) => word switch
    {
        "saga" => HostRoles.Saga,
        "notifications" => HostRoles.Notifications,
        "gateway" => HostRoles.Gateway,
        "migrate" => HostRoles.Migrate,
        _ => throw new StartRefusedException("role", $"'{word}' is none of {Known}."),
    };

    private static IEnumerable<string> WordsOf(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!IsOption(arguments[i]))
                yield return arguments[i];
            else if (!arguments[i].Contains('='))
                i++;
        }
    }

    private static bool IsOption(string argument) => argument.StartsWith('-') || argument.Contains('=');
}
