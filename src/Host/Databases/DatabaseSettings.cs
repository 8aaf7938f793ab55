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

/// <summary>The provider, and the connection string of each service with a database; null for one that this process does not run.</summary>
internal sealed record DatabaseSettings(DatabaseProvider Provider, string? Feedback, string? Notifications)
{
    public const string FeedbackKey = "ConnectionStrings:Feedback";
    public const string NotificationsKey = "ConnectionStrings:Notifications";

    public static DatabaseSettings Read(SettingsReader settings, HostRoles roles)
    {
        var provider = settings.OneOf("Database:Provider", DatabaseProvider.Sqlite);
        var feedback = roles.IncludeSaga() ? ConnectionString(settings, FeedbackKey, provider, DatabaseNames.Feedback) : null;
        var notifications = roles.IncludeNotifications()
            ? ConnectionString(settings, NotificationsKey, provider, DatabaseNames.Notifications)
            : null;

        if (provider == DatabaseProvider.Sqlite && feedback is not null && feedback == notifications)
        {
            throw new StartRefusedException(
                NotificationsKey, "on Sqlite each service needs a file of its own; this is the one of ConnectionStrings:Feedback.");
        }

        return new DatabaseSettings(provider, feedback, notifications);
    }

    private static string ConnectionString(SettingsReader settings, string key, DatabaseProvider provider, string name)
    {
        try
        {
            return provider switch
            {
                DatabaseProvider.Sqlite => SqliteFiles.ConnectionString(settings.Text(key) ?? $"Data Source=data/{name}.db"),
                DatabaseProvider.Postgres => Checked<NpgsqlConnectionStringBuilder>(settings, key, builder => builder.Host, "Host"),
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
