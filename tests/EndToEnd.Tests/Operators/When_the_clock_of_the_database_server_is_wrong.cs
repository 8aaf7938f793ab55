using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Operators;

public sealed class When_the_clock_of_the_database_server_is_wrong : IAsyncLifetime
{
    private const string Queue = "feedback-contract-started";

    private readonly SeparateSystem _system = new();
    private ServiceProcess _saga = null!;

    /// <summary>Every session finds a clock that the test sets before the server's own.</summary>
    public async ValueTask InitializeAsync()
    {
        await _system.StartServersAsync();
        await _system.ExecuteAsync("CREATE SCHEMA clock; GRANT USAGE ON SCHEMA clock TO PUBLIC");
        await SetClockAsync("0 hours");
        await _system.ExecuteAsync(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = clock, pg_catalog', current_database()); END $$");
        await _system.MigrateAsync();
        _saga = await ServiceProcess.StartAsync(["saga"], await _system.SettingsOfAsync("saga"));
    }

    public async ValueTask DisposeAsync()
    {
        await _saga.DisposeAsync();
        await _system.DisposeAsync();
    }

    [Trait("Symptom", "not ready, `clock-…`")]
    [Fact]
    public async Task R52_Should_decide_nothing_by_it_and_go_on_when_it_is_right()
    {
        var contract = Contract.New();
        var settings = await _system.SettingsOfAsync("ops");
        Task<(int ExitCode, string Log)> OpsAsync(params string[] words) => ServiceProcess.RunAsync(["ops", .. words], settings);

        await SetClockAsync("-1 hours");
        await Eventually.Until(async () => await ReadinessAsync() is (HttpStatusCode.ServiceUnavailable, var body)
            && body.Contains("clock-feedback", StringComparison.Ordinal));
        await RawJsonPublisher.PublishAsync(
            await _system.UpstreamAsync("contract-started"),
            "contract-started",
            UpstreamEvent.ContractStarted(contract, DateTimeOffset.UtcNow.AddDays(-60)).ToRawJson());
        await Eventually.Until(async () => await _system.Broker.Management.DepthAsync(Queue) == 0, what: "the saga has it in hand");
        var doctor = await OpsAsync("doctor");
        doctor.ExitCode.ShouldBe(1);
        doctor.Log.Split('\n').ShouldContain(line => line.Contains("clock feedback") && line.Contains("fail") && line.Contains("ahead of"));
        (await OpsAsync("contract", contract.ContractId)).Log.ShouldContain("nothing is known");

        await SetClockAsync("0 hours");
        await _saga.ReadyAsync();
        await Eventually.Until(async () => (await OpsAsync("contract", contract.ContractId)).ExitCode == 0);
    }

    private Task SetClockAsync(string offset) => _system.ExecuteAsync(
        $"""
        CREATE OR REPLACE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        AS 'SELECT pg_catalog.clock_timestamp() + interval ''{offset}'''
        """);

    private async Task<(HttpStatusCode Status, string Body)> ReadinessAsync()
    {
        using var response = await _saga.Http.GetAsync("health/ready");
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
