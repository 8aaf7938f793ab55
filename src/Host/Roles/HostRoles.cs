namespace Host.Roles;

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
