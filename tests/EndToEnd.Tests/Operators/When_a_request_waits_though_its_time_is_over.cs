using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Operators;

[Collection<SeparateTests>]
public sealed class When_a_request_waits_though_its_time_is_over(SeparateSystem system)
{
    [Trait("Symptom", "a request waits though its time is over")]
    [Fact]
    public async Task R12_Should_end_it_where_its_timer_is_gone()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");
        await system.ExecuteAsync($"""
            DELETE FROM feedback.outbox_messages WHERE id =
                (SELECT expiry_token_id FROM feedback.feedback_requests WHERE correlation_id = '{requestId}');
            {Elapsed(requestId)}
            """);
        var settings = await system.SettingsOfAsync("ops");

        (await OpsVerb.TableAsync(settings, "request", $"{requestId}")).ShouldContain("expiry-timer-missing");
        (await OpsVerb.JsonAsync(settings, ["reconcile", "--dry-run"])).GetProperty("found").GetProperty("request-overdue")
            .GetInt64().ShouldBe(1);
        await OpsVerb.JsonAsync(settings, ["reconcile"]);

        await Eventually.Until(async () =>
            (await OpsVerb.TableAsync(settings, "request", $"{requestId}")).Contains("request-expired", StringComparison.Ordinal));
    }

    [Trait("Symptom", "a request waits though its time is over")]
    [Fact]
    public async Task R12_Should_end_them_all_when_a_saga_process_runs_again()
    {
        var contract = await system.ContractAsync();
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");
        await system.Saga.StopAsync();
        await system.ExecuteAsync($"""
            UPDATE feedback.outbox_messages SET due_at = now() - interval '1 hour', next_attempt_at = now() - interval '1 hour' WHERE id =
                (SELECT expiry_token_id FROM feedback.feedback_requests WHERE correlation_id = '{requestId}');
            {Elapsed(requestId)}
            """);
        var settings = await system.SettingsOfAsync("ops");

        (await OpsVerb.JsonAsync(settings, ["status"])).GetProperty("feedback").GetProperty("outbox").GetProperty("overdueTimers")
            .GetInt64().ShouldBe(1);
        await system.Saga.RestartAsync();

        await Eventually.Until(async () =>
            (await OpsVerb.TableAsync(settings, "request", $"{requestId}")).Contains("request-expired", StringComparison.Ordinal));
    }

    /// <summary>As if the request had been made long ago.</summary>
    private static string Elapsed(Guid requestId) => $"""
        UPDATE feedback.feedback_requests SET requested_at = requested_at - interval '15 days', expires_at = expires_at - interval '15 days'
        WHERE correlation_id = '{requestId}';
        UPDATE feedback.contracts SET last_requested_at = last_requested_at - interval '15 days',
            last_request_expires_at = last_request_expires_at - interval '15 days' WHERE last_request_id = '{requestId}';
        """;
}
