using System.Text.Json;
using Host.Transport;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Transport;

public sealed class When_the_topology_is_migrated : IAsyncLifetime
{
    private readonly RabbitMqVirtualHost _broker = new();
    private readonly TemporaryFolder _folder = new("migrate");

    public async ValueTask InitializeAsync() => await _broker.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_declare_every_durable_queue_as_a_quorum_queue_with_a_limit_and_a_target()
    {
        await MigrateAsync();

        var queues = await _broker.Management.QueuesAsync();

        queues.Keys.Order(StringComparer.Ordinal).ShouldBe(
            Topology.Queues.SelectMany(WithEnds).Order(StringComparer.Ordinal));
        foreach (var queue in Topology.Queues)
        {
            var arguments = queues[queue].GetProperty("arguments");
            arguments.GetProperty("x-queue-type").GetString().ShouldBe("quorum");
            arguments.GetProperty("x-delivery-limit").GetInt32().ShouldBe(20);
            if (Topology.QueryQueues.Contains(queue))
                Names(arguments).ShouldNotContain("x-dead-letter-exchange", "what expires there would go to the error queue");
            else
                arguments.GetProperty("x-dead-letter-exchange").GetString().ShouldBe($"{queue}_error");

            foreach (var end in WithEnds(queue).Skip(1))
                Names(queues[end].GetProperty("arguments")).ShouldBe(["x-queue-type"]);
        }
    }

    [Fact]
    public async Task Should_keep_what_is_published_before_any_consumer_has_started()
    {
        await MigrateAsync();

        await RawJsonPublisher.PublishAsync(
            _broker.Address, "contract-ended", """{ "eventId": "e-1", "contractId": "c-1", "endedAt": "2026-01-01T00:00:00Z" }""");

        await TestKit.Eventually.Until(async () => await _broker.Management.DepthAsync("feedback-contract-ended") == 1);
    }

    /// <summary>Raw JSON names no type: a queue for two kinds of upstream events could not tell them apart.</summary>
    [Fact]
    public async Task Should_feed_a_queue_for_upstream_events_with_one_kind_of_message()
    {
        await MigrateAsync();

        string[] toFeedback = ["contract-started", "contract-ended", "payment-made", "payment-reversed", "end-of-contract-feedback-given"];
        foreach (var exchange in toFeedback)
            (await _broker.Management.SourcesOfAsync($"feedback-{exchange}")).ShouldBe([exchange]);

        (await _broker.Management.SourcesOfAsync("notifications-user-profile-changed")).ShouldBe(["user-profile-changed"]);
        (await _broker.Management.SourcesOfAsync("notifications-user-erased")).ShouldBe(["user-erased"]);
        (await _broker.Management.SourcesOfAsync("feedback-user-erased")).ShouldBe(["user-erased"]);
    }

    [Fact]
    public async Task Should_do_it_again_without_complaint()
    {
        await MigrateAsync();

        await MigrateAsync();
    }

    private async Task MigrateAsync()
    {
        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], new Dictionary<string, string>(_broker.Address.ToEnvironment())
        {
            ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
            ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path("notifications.db")}",
        });

        exitCode.ShouldBe(0, log);
    }

    private static IEnumerable<string> WithEnds(string queue) => [queue, $"{queue}_error", $"{queue}_skipped"];

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
