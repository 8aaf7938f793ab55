namespace Host.Database;

/// <summary>Which database the services keep their rows in (<c>Database:Provider</c>).</summary>
internal enum DatabaseProvider
{
    /// <summary>A file per service; for one process.</summary>
    Sqlite,

    /// <summary>SQL Server.</summary>
    SqlServer,

    /// <summary>PostgreSQL.</summary>
    Postgres,
}
