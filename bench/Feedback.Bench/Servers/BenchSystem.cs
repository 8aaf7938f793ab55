using Npgsql;
using TestKit;
using TestKit.Servers;

namespace Feedback.Bench.Servers;

/// <summary>
/// The system under test of one scenario: a virtual host and a database of its own, and the service processes that it starts.
/// </summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private const string ConnectionString = "ConnectionStrings__Feedback";

    private readonly BenchServers _servers;
    private readonly string _name;
    private readonly Dictionary<string, string> _environment;
    private readonly List<HostProcess> _services = [];

    private BenchSystem(BenchServers servers, string name, RabbitMqAddress broker, string database)
    {
        _servers = servers;
        _name = name;
        Broker = broker;
        Data = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { CommandTimeout = 600 });
        _environment = new Dictionary<string, string>(broker.ToEnvironment())
        {
            ["Database__Provider"] = "Postgres",
            [ConnectionString] = database,
            ["ConnectionStrings__Notifications"] = database,
        };
    }

    public RabbitMqAddress Broker { get; }

    public NpgsqlDataSource Data { get; }

    public IReadOnlyList<HostProcess> Services => _services;

    /// <summary>With a database that is a copy of <paramref name="template"/>, or empty without one.</summary>
    public static async Task<BenchSystem> SetUpAsync(BenchServers servers, string name, string? template = null) =>
        new(servers, name, await servers.CreateVirtualHostAsync(name), await servers.CreateDatabaseAsync(name, template));

    /// <summary>Tables, exchanges and queues of all services.</summary>
    public Task MigrateAsync() => HostProcess.RunToEndAsync("migrate", _environment);

    /// <summary>For a run with the saga service alone: without the queues of the other, which nobody would empty.</summary>
    public async Task MigrateSagaAsync()
    {
        await MigrateAsync();
        using var management = new RabbitMqManagement(Broker);
        var queues = (await management.QueuesAsync()).Keys;
        foreach (var queue in queues.Where(queue => !queue.StartsWith("feedback-", StringComparison.Ordinal)))
            await management.DeleteQueueAsync(queue);
    }

    public async Task<HostProcess> StartAsync(
        string role, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var environment = new Dictionary<string, string>(_environment);
        if (role == "notifications")
        {
            // There is no mail server: emails stay in memory, which is for Development.
            environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            environment[key] = value;

        var service = await HostProcess.StartAsync(role, [role], environment, cancellationToken);
        _services.Add(service);
        return service;
    }

    /// <summary>The program of a peer, with the configuration that the Host gets.</summary>
    /// <param name="name">Which, such as <c>Wolverine</c>.</param>
    /// <param name="connectionSettings">What its connection string has in addition.</param>
    /// <param name="cancellationToken">Stops the waiting for it.</param>
    public async Task<HostProcess> StartPeerAsync(string name, string connectionSettings, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(_environment);
        environment[ConnectionString] += $";{connectionSettings}";
        var service = await HostProcess.StartAsync(name, "dotnet", [HostProgram.Peer(name)], environment, cancellationToken);
        _services.Add(service);
        return service;
    }

    /// <summary>All tables and queues, then the three services; calls carry the tokens of <see cref="Tokens"/>.</summary>
    /// <returns>The gateway.</returns>
    public async Task<HostProcess> StartAllAsync(CancellationToken cancellationToken, int? callsPerMinute = null)
    {
        await MigrateAsync();
        await StartAsync("saga", cancellationToken);
        await StartAsync("notifications", cancellationToken);
        var settings = new Dictionary<string, string>(Tokens.Environment) { ["ASPNETCORE_ENVIRONMENT"] = "Development" };
        if (callsPerMinute is { } calls)
            settings["Gateway__RateLimits__CallsPerMinute"] = $"{calls}";

        return await StartAsync("gateway", cancellationToken, settings);
    }

    public async Task StopAsync(HostProcess service)
    {
        _services.Remove(service);
        await service.DisposeAsync();
    }

    public async Task StopServicesAsync()
    {
        foreach (var service in _services.ToArray())
            await StopAsync(service);
    }

    public async Task ExecuteAsync(string statement, params IReadOnlyList<NpgsqlParameter> parameters)
    {
        await using var command = Data.CreateCommand(statement);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string query)
    {
        await using var command = Data.CreateCommand(query);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Ends the services and keeps the database for others to copy.</summary>
    public async Task CloseAsync()
    {
        await StopServicesAsync();
        await Data.DisposeAsync();
        await _servers.DeleteVirtualHostAsync(_name);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _servers.DropDatabaseAsync(_name);
    }
}
