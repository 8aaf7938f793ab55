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

    /// <summary>A verb of <c>ops</c>: looks at the databases and the broker, or mends something in them, then exit.</summary>
    Ops = 16,
}

/// <summary>Says which services the roles include.</summary>
internal static class HostRolesExtensions
{
    private const HostRoles OneShot = HostRoles.Migrate | HostRoles.Ops;

    /// <summary>Whether the process has the saga service's database and queues; <c>migrate</c> and <c>ops</c> have them too.</summary>
    public static bool IncludeSaga(this HostRoles roles) => (roles & (HostRoles.Saga | OneShot)) != 0;

    /// <summary>Whether the process has Notifications' database and queues; <c>migrate</c> and <c>ops</c> have them too.</summary>
    public static bool IncludeNotifications(this HostRoles roles) => (roles & (HostRoles.Notifications | OneShot)) != 0;

    /// <summary>Whether the process does one thing and ends, instead of serving.</summary>
    public static bool AreOneShot(this HostRoles roles) => (roles & OneShot) != 0;

    /// <summary>Whether the process answers the product's HTTP routes.</summary>
    public static bool IncludeGateway(this HostRoles roles) => roles.HasFlag(HostRoles.Gateway);
}

/// <summary>The roles as the command line names them.</summary>
internal static class RoleNames
{
    private static readonly Dictionary<string, HostRoles> _roles = new(StringComparer.Ordinal)
    {
        ["saga"] = HostRoles.Saga,
        ["notifications"] = HostRoles.Notifications,
        ["gateway"] = HostRoles.Gateway,
        [Migrate] = HostRoles.Migrate,
    };

    public const string Migrate = "migrate";

    /// <summary>The services that the words name. No word means all three.</summary>
    /// <exception cref="StartRefusedException">A word is no role, or <c>migrate</c> stands beside another.</exception>
    public static HostRoles Parse(IReadOnlyCollection<string> words)
    {
        var roles = words.Aggregate(HostRoles.None, (named, word) => named | Parse(word));
        if (roles.HasFlag(HostRoles.Migrate) && roles != HostRoles.Migrate)
            throw MigrateRunsAlone();

        return roles == HostRoles.None ? HostRoles.Embedded : roles;
    }

    public static StartRefusedException MigrateRunsAlone() => new("role", "'migrate' runs alone, and exits when it is done.");

    private static HostRoles Parse(string word)
    {
        if (_roles.TryGetValue(word, out var role))
            return role;

        var known = string.Join(", ", _roles.Keys);
        throw new StartRefusedException("role", UnknownKeys.Nearest(word, [.. _roles.Keys, "emails", "ops"]) is { } meant
            ? $"'{word}' is none of {known}; did you mean {meant}?"
            : $"'{word}' is none of {known}.");
    }
}
