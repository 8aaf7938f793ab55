using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Documents;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Tour;

/// <summary>The commands of docs/operations.md, as written.</summary>
public sealed class When_operators_take_their_tour(When_operators_take_their_tour.Servers servers)
    : IClassFixture<When_operators_take_their_tour.Servers>
{
    private static readonly Dictionary<string, object?> _quorum = new() { ["x-queue-type"] = "quorum" };
    private static readonly string[] _ports = ["5080", "5081", "5082", "1025"];

    [Fact]
    public async Task Should_show_what_the_runbook_shows()
    {
        var steps = TourStep.Of(Document.Runbook.Section("## A tour"));
        steps.Count(step => step.Output is not null).ShouldBeGreaterThan(8);
        var (broker, database) = (servers.Broker.Address, new NpgsqlConnectionStringBuilder(servers.Database.ConnectionString));
        using var folder = new TemporaryFolder("tour");

        // What is slow is no outage; and Debian's own Python has Debian's packages.
        var environment = new Dictionary<string, string>(ServiceProcess.Patience)
        {
            ["PATH"] = $"{InstalledPrograms.PostgresFolder}:/usr/bin:{Environment.GetEnvironmentVariable("PATH")}",
            ["TMPDIR"] = folder.FullName,
        };

        // Only addresses and passwords differ.
        await steps.ShouldShowAsync(
            environment,
            [
                ("PGUSER=postgres", $"PGUSER={database.Username}"),
                ("PGPASSWORD=postgres", $"PGPASSWORD={database.Password}"),
                ("guest:guest", $"{broker.Username}:{broker.Password}"),
                ("15672", $"{broker.ManagementPort}"),
                ("5672", $"{broker.Port}"),
                ("5432", $"{database.Port}"),
                .. _ports.Select(port => (port, $"{FreePort.Next()}")),
            ]);
    }

    /// <summary>RabbitMQ 3 has no default limit and takes no -1: another number shows that the command sets the limit, and where.</summary>
    [Fact]
    public async Task Should_set_the_limit_of_error_queues_alone()
    {
        await using var bash = new Bash([]);
        var command = Document.Runbook.Section("### Error queues").Blocks.Single().Body;
        var words = await bash.RunAsync($"rabbitmqctl() {{ printf '%s\\n' \"$@\"; }}\n{command}");
        await using var connection = await BrokerConnection.OpenAsync(servers.Broker.Address);
        foreach (var queue in (string[])["some", "some_error"])
        {
            await connection.WithChannelAsync(channel => channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, _quorum));
        }

        await servers.Broker.ControlAsync(
            words.Replace("-1", "1000", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await Eventually.Until(async () => await PolicyOfAsync("some_error") == "errors");
        (await PolicyOfAsync("some")).ShouldNotBe("errors");
    }

    private async Task<string?> PolicyOfAsync(string queue) =>
        (await servers.Broker.Management.QueuesAsync())[queue].TryGetProperty("policy", out var policy) ? policy.GetString() : null;

    /// <summary>Servers of its own: accounts and policies belong to a whole server.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        public RabbitMqServer Broker { get; private set; } = null!;

        public PostgresServer Database { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var starting = (RabbitMq: RabbitMqServer.StartAsync(), Postgres: PostgresServer.StartAsync());
            Broker = await starting.RabbitMq;
            Database = await starting.Postgres;
        }

        public async ValueTask DisposeAsync()
        {
            await Broker.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
