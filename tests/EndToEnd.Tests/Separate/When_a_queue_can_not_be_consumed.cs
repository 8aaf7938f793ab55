using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Separate;

public sealed class When_a_queue_can_not_be_consumed : IAsyncLifetime
{
    private readonly SeparateSystem _system = new();

    public async ValueTask InitializeAsync()
    {
        await _system.StartServersAsync();
        await _system.MigrateAsync();
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Trait("Symptom", "a process ends with exit code 70")]
    [Fact]
    public async Task Should_end_the_process_and_name_the_queue_rather_than_leave_it_unattended()
    {
        await _system.Broker.Management.DeleteQueueAsync("feedback-queries");
        var settings = await _system.SettingsOfAsync("saga");
        settings["RabbitMq__StallTimeout"] = "00:00:03";

        var (exitCode, log) = await ServiceProcess.RunAsync(["saga"], settings);

        exitCode.ShouldBe(70, log);
        // On a slow machine others may not be back by then either.
        log.ShouldMatch("The broker answers, but .*feedback-queries.* did not come back within 00:00:03");

        await _system.MigrateAsync();
        await using var again = await ServiceProcess.StartAsync(["saga"], await _system.SettingsOfAsync("saga"));
    }
}
