namespace Host.Configuration;

/// <summary>What this process does: any of the three services, or the one-shot <c>migrate</c>.</summary>
[Flags]
internal enum HostRoles
{
    None = 0,
    Saga = 1,
    Notifications = 2,
    Gateway = 4,

    /// <summary>The three services in one process.</summary>
    Embedded = Saga | Notifications | Gateway,

    /// <summary>Database migrations and broker topology, then exit.</summary>
    Migrate = 8,
}

/// <summary>Says which services the roles include.</summary>
internal static class HostRolesExtensions
{
    /// <summary>Whether the process has the saga service's database and queues; <c>migrate</c> has them too.</summary>
    public static bool IncludeSaga(this HostRoles roles) => (roles & (HostRoles.Saga | HostRoles.Migrate)) != 0;

    /// <summary>Whether the process has Notifications' database and queues; <c>migrate</c> has them too.</summary>
    public static bool IncludeNotifications(this HostRoles roles) => (roles & (HostRoles.Notifications | HostRoles.Migrate)) != 0;

    /// <summary>Whether the process answers the product's HTTP routes.</summary>
    public static bool IncludeGateway(this HostRoles roles) => roles.HasFlag(HostRoles.Gateway);
}

/// <summary>Reads the roles off the command line.</summary>
internal static class RoleArguments
{
    private const string Known = "saga, notifications, gateway, migrate";

    /// <summary>The roles that a command line names. No role means all three services.</summary>
    /// <exception cref="StartRefusedException">
    /// A word is no role, <c>migrate</c> stands beside another, or an option is unknown.
    /// </exception>
    public static HostRoles Parse(IReadOnlyList<string> arguments)
    {
        var roles = HostRoles.None;
        foreach (var word in CommandLine.WordsOf(arguments))
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
}
