using Npgsql;
using Xunit;

namespace TestKit.Servers;

/// <summary>
/// An empty database of one's own on the run's PostgreSQL (TEST_POSTGRES, else a private server that this process
/// starts), dropped on disposal. Usable as a class or collection fixture.
/// </summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    // The driver's own limits are for outages, and a slow machine is none.
    private static readonly int _limit = (int)HangGuard.Limit.TotalSeconds;

    private readonly string _name = $"test_{Guid.NewGuid():N}";
    private string? _server;

    public string ConnectionString { get; private set; } = null!;

    public static async Task<PostgresDatabase> CreateAsync()
    {
        var database = new PostgresDatabase();
        await database.InitializeAsync();
        return database;
    }

    public async ValueTask InitializeAsync()
    {
        _server = await SharedServers.PostgresAsync();
        await ExecuteAsync($"CREATE DATABASE {_name}");
        ConnectionString =
            new NpgsqlConnectionStringBuilder(_server) { Database = _name, Timeout = _limit, CommandTimeout = _limit }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await DropAsync();
    }

    /// <summary>Drops it before its time, for what has to create it.</summary>
    public async Task DropAsync()
    {
        await using (var pool = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pool);

        await ExecuteAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    private async Task ExecuteAsync(string statement)
    {
        var connectionString =
            new NpgsqlConnectionStringBuilder(_server) { Pooling = false, Timeout = _limit, CommandTimeout = _limit }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }
}
