using System.Data.Common;
using Host.Configuration;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace Host.Databases;

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

/// <summary>What the services' databases are called: the schema on a server, the file on SQLite, the name in pools and checks.</summary>
internal static class DatabaseNames
{
    public const string Feedback = "feedback";
    public const string Notifications = "notifications";
}

/// <summary>How many messages each service of a process may handle at once.</summary>
internal readonly record struct MessageLoad(int Feedback, int Notifications)
{
    public int Total => Feedback + Notifications;
}

/// <summary>The provider, and the connection string of each service with a database; null for one that this process does not run.</summary>
internal sealed record DatabaseSettings(DatabaseProvider Provider, string? Feedback, string? Notifications)
{
    public const string FeedbackKey = "ConnectionStrings:Feedback";
    public const string NotificationsKey = "ConnectionStrings:Notifications";

    /// <summary>How far the process's clock may differ from a database server's (R52).</summary>
    public TimeSpan ClockTolerance { get; private init; }

    /// <summary>Whether it may run on a database that a newer version has migrated.</summary>
    public bool AllowNewerSchema { get; private init; }

    /// <summary>The pools of connections to database servers.</summary>
    public IReadOnlyList<ServerPool> Pools { get; private init; } = [];

    public static DatabaseSettings Read(SettingsReader settings, HostRoles roles, MessageLoad load)
    {
        var provider = settings.OneOf("Database:Provider", DatabaseProvider.Sqlite);
        var tls = ReadTls(settings, provider);
        var feedback = roles.IncludeSaga() ? ConnectionString(settings, FeedbackKey, provider, DatabaseNames.Feedback, tls) : null;
        var notifications = roles.IncludeNotifications()
            ? ConnectionString(settings, NotificationsKey, provider, DatabaseNames.Notifications, tls)
            : null;

        if (provider == DatabaseProvider.Sqlite && feedback is not null && feedback == notifications)
        {
            throw new StartRefusedException(
                NotificationsKey, "on Sqlite each service needs a file of its own; this is the one of ConnectionStrings:Feedback.");
        }

        var read = new DatabaseSettings(provider, feedback, notifications)
        {
            ClockTolerance = settings.Duration("Database:ClockTolerance", TimeSpan.FromSeconds(3)),
            AllowNewerSchema = settings.Flag("Database:AllowNewerSchema", byDefault: false),
        };
        return provider == DatabaseProvider.Sqlite
            ? read
            : read.Complete(load, settings.Duration("Gateway:RequestTimeout", TimeSpan.FromSeconds(10)));
    }

    /// <summary>
    /// SqlClient has one pool for each connection string, which both services share if they have the same. Npgsql's pools are a service's
    /// own.
    /// </summary>
    private DatabaseSettings Complete(MessageLoad load, TimeSpan gatewayTimeout)
    {
        var share = Provider == DatabaseProvider.SqlServer && Feedback == Notifications;
        var pools = new List<ServerPool>();
        string? Completed(string key, string? text, int messages)
        {
            if (text is null)
                return null;

            pools.Add(ServerConnections.Complete(Provider, text, share ? load.Total : messages, gatewayTimeout) with { Key = key });
            return pools[^1].ConnectionString;
        }

        return new DatabaseSettings(
            Provider,
            Completed(FeedbackKey, Feedback, load.Feedback),
            Completed(NotificationsKey, Notifications, load.Notifications))
        {
            ClockTolerance = ClockTolerance,
            AllowNewerSchema = AllowNewerSchema,
            Pools = pools,
        };
    }

    private static TlsFiles ReadTls(SettingsReader settings, DatabaseProvider provider)
    {
        var files = TlsFiles.Read(settings, "Database");

        return provider == DatabaseProvider.Postgres || files.IsEmpty ? files.Checked("Database") : throw new StartRefusedException(
            files.CaFile is null ? "Database:CertificateFile" : "Database:CaFile",
            "is for Postgres; on SqlServer, ServerCertificate in the connection string names the server's certificate.");
    }

    private static string ConnectionString(
        SettingsReader settings, string key, DatabaseProvider provider, string name, TlsFiles tls)
    {
        try
        {
            return provider switch
            {
                DatabaseProvider.Sqlite => SqliteFiles.ConnectionString(settings.Text(key) ?? $"Data Source=data/{name}.db"),
                DatabaseProvider.Postgres => ServerConnections.Encrypt(
                    Checked<NpgsqlConnectionStringBuilder>(settings, key, builder => builder.Host, "Host"), tls),
                _ => Checked<SqlConnectionStringBuilder>(settings, key, builder => builder.DataSource, "Server"),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StartRefusedException(key, $"is not a connection string for {provider}. {FirstLine(exception.Message)}");
        }
    }

    private static string Checked<TBuilder>(SettingsReader settings, string key, Func<TBuilder, string?> server, string member)
        where TBuilder : DbConnectionStringBuilder, new()
    {
        var text = settings.Required(key, "a database server has to be named");
        var builder = new TBuilder { ConnectionString = text };

        return string.IsNullOrWhiteSpace(server(builder))
            ? throw new StartRefusedException(key, $"names no {member}.")
            : text;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
