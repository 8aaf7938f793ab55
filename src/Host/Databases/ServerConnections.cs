using Host.Configuration;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace Host.Databases;

/// <summary>
/// Completes the connection string of a database server where it is silent. The pool holds a connection for every message that the process
/// may handle at once, so that a stall of the server holds messages up but lets none fail. A server that does not answer is given up before
/// the gateway's caller is.
/// </summary>
internal static partial class ServerConnections
{
    /// <summary>For the outbox's and the retention's background services, and for health checks.</summary>
    public const int Background = 16;

    /// <summary>The most connections that Npgsql's pool may hold.</summary>
    public const int MaxPoolSize = 1024;

    private const string SqlServerPoolSize = "Max Pool Size";
    private const string SqlServerTimeout = "Connect Timeout";
    private const string PostgresPoolSize = "Maximum Pool Size";
    private const string PostgresTimeout = "Timeout";

    /// <param name="provider">PostgreSQL or SQL Server.</param>
    /// <param name="connectionString">The connection string as it is configured.</param>
    /// <param name="messages">How many messages are handled at once with connections of this pool.</param>
    /// <param name="gatewayTimeout">How long the gateway waits for a response.</param>
    public static ServerPool Complete(DatabaseProvider provider, string connectionString, int messages, TimeSpan gatewayTimeout)
    {
        var size = Math.Min(messages + Background, MaxPoolSize);
        var timeout = Math.Max(1, (int)(gatewayTimeout / 2).TotalSeconds);
        return provider == DatabaseProvider.SqlServer
            ? CompleteSqlServer(connectionString, size, timeout, messages)
            : CompletePostgres(connectionString, size, timeout, messages);
    }

    /// <summary>
    /// Has PostgreSQL's connections trust the authorities of a file alone, and check the server's name, unless the connection string
    /// says otherwise.
    /// </summary>
    public static string Encrypt(string connectionString, TlsFiles files)
    {
        if (files.IsEmpty)
            return connectionString;

        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.RootCertificate ??= files.CaFile;
        builder.SslCertificate ??= files.CertificateFile;
        builder.SslKey ??= files.KeyFile;
        if (!builder.ShouldSerialize("SSL Mode"))
            builder.SslMode = SslMode.VerifyFull;

        return builder.ConnectionString;
    }

    /// <summary>Logs which pools are smaller than what is handled at once: the rest has to wait for a connection.</summary>
    public static void LogSmallPools(this DatabaseSettings settings, ILogger logger)
    {
        foreach (var pool in settings.Pools.Where(pool => pool.Size < pool.Messages))
            LogSmallPool(logger, pool.Key, pool.Size, pool.Messages);
    }

    private static ServerPool CompleteSqlServer(string connectionString, int size, int timeout, int messages)
    {
        var builder = new SqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize(SqlServerPoolSize))
            builder.MaxPoolSize = Math.Max(size, builder.MinPoolSize);
        if (!builder.ShouldSerialize(SqlServerTimeout))
            builder.ConnectTimeout = timeout;

        return new ServerPool(builder.ConnectionString, builder.Pooling ? builder.MaxPoolSize : messages, messages);
    }

    private static ServerPool CompletePostgres(string connectionString, int size, int timeout, int messages)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize(PostgresPoolSize))
            builder.MaxPoolSize = Math.Max(size, builder.MinPoolSize);
        if (!builder.ShouldSerialize(PostgresTimeout))
            builder.Timeout = timeout;

        return new ServerPool(builder.ConnectionString, builder.Pooling ? builder.MaxPoolSize : messages, messages);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Key}: the pool holds {Size} connections, but {Messages} messages may be handled at once; "
        + "raise the pool size or lower Endpoints:ConcurrentMessageLimit")]
    private static partial void LogSmallPool(ILogger logger, string key, int size, int messages);
}

/// <summary>A completed connection string, and whether its pool is as large as what is handled at once.</summary>
/// <param name="ConnectionString">What to connect with.</param>
/// <param name="Size">How many connections there may be.</param>
/// <param name="Messages">How many messages are handled at once with connections of this pool.</param>
internal sealed record ServerPool(string ConnectionString, int Size, int Messages)
{
    /// <summary>The key that the connection string is configured by.</summary>
    public string Key { get; init; } = "";
}
