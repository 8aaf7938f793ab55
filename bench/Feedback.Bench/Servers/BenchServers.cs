using Npgsql;
using TestKit.Servers;

namespace Feedback.Bench.Servers;

/// <summary>The run's own RabbitMQ and PostgreSQL, both with the durability that they have by default.</summary>
internal sealed class BenchServers : IAsyncDisposable
{
    private readonly RabbitMqServer _rabbitMq;
    private readonly PostgresServer _postgres;

    private BenchServers(RabbitMqServer rabbitMq, PostgresServer postgres)
    {
        _rabbitMq = rabbitMq;
        _postgres = postgres;
    }

    public string Postgres => _postgres.ConnectionString;

    public static async Task<BenchServers> StartAsync()
    {
        var (rabbitMq, postgres) = (RabbitMqServer.StartAsync(), PostgresServer.StartAsync());
        return new BenchServers(await rabbitMq, await postgres);
    }

    /// <summary>A virtual host of its own: what one scenario leaves in its queues is no burden on the next.</summary>
    public async Task<RabbitMqAddress> CreateVirtualHostAsync(string name)
    {
        await _rabbitMq.Management.CreateVirtualHostAsync(name);
        return _rabbitMq.Address with { VirtualHost = name };
    }

    public Task DeleteVirtualHostAsync(string name) => _rabbitMq.Management.DeleteVirtualHostAsync(name);

    /// <summary>A database of its own, empty or as a copy of another that nobody is connected to.</summary>
    public async Task<string> CreateDatabaseAsync(string name, string? template = null)
    {
        await ExecuteAsync($"CREATE DATABASE {name}" + (template is null ? "" : $" TEMPLATE {template}"));
        return new NpgsqlConnectionStringBuilder(Postgres) { Database = name }.ConnectionString;
    }

    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    /// <summary>A setting as the server has it, such as <c>fsync</c>.</summary>
    public async Task<string> PostgresSettingAsync(string name)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand($"SHOW {name}", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Sets a setting that needs a restart, and restarts; null gives it its default again. Nobody may be connected.</summary>
    public async Task ReconfigurePostgresAsync(string setting, string? value)
    {
        await ExecuteAsync(value is null ? $"ALTER SYSTEM RESET {setting}" : $"ALTER SYSTEM SET {setting} = '{value}'");
        NpgsqlConnection.ClearAllPools();
        await _postgres.RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _postgres.DisposeAsync();
        await _rabbitMq.DisposeAsync();
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
