namespace TestKit.Servers;

/// <summary>
/// The servers of this test run: those that test.sh started and named in the environment; else private ones, started
/// when first needed and ended with this process.
/// </summary>
public static class SharedServers
{
    public const string RabbitMqVariable = "TEST_RABBITMQ";
    public const string RabbitMqManagementVariable = "TEST_RABBITMQ_MANAGEMENT";
    public const string PostgresVariable = "TEST_POSTGRES";

    // Never disposed: their watchdogs end them when this process ends.
    private static readonly Lazy<Task<RabbitMqServer>> _rabbitMq = new(() => RabbitMqServer.StartAsync());
    private static readonly Lazy<Task<PostgresServer>> _postgres = new(() => PostgresServer.StartAsync());

    public static async Task<RabbitMqAddress> RabbitMqAsync() =>
        Given(RabbitMqVariable) is { } broker && Given(RabbitMqManagementVariable) is { } management
            ? RabbitMqAddress.Parse(broker, management)
            : (await _rabbitMq.Value).Address;

    /// <summary>A connection string of a user who may create databases.</summary>
    public static async Task<string> PostgresAsync() => Given(PostgresVariable) ?? (await _postgres.Value).ConnectionString;

    private static string? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
