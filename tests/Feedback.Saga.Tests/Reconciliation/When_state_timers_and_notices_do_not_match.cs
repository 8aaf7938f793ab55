using Contracts.Messages;
using Feedback.Saga.Reconciliation;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Moderation;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Reconciliation;

public sealed class When_state_timers_and_notices_do_not_match
{
    public static TheoryData<bool> Databases => [false, true];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_set_the_timer_of_a_waiting_request_again(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        var request = await service.GivenWaitingRequestAsync();
        await DeleteTimersAsync(service);
        service.Clock.AdjustTime(service.Now.AddHours(1));

        var findings = await SweepAsync(service);
        await Eventually.Until(async () => await service.TimersAsync() == 1);

        findings.ShouldBe(new Dictionary<string, long> { [FeedbackFindings.RequestWithoutTimer] = 1 });
        (await SweepAsync(service)).ShouldBeEmpty();
        await service.ExpireAsync(request);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem().ExpiredAt.ShouldBe(request.ExpiresAt);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_end_a_request_whose_time_was_over(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        var request = await service.GivenWaitingRequestAsync();
        await DeleteTimersAsync(service);
        service.Clock.AdjustTime(request.ExpiresAt.AddHours(1));

        var findings = await SweepAsync(service);
        await service.EndedAsync(request.RequestId);

        findings.ShouldBe(new Dictionary<string, long> { [FeedbackFindings.RequestOverdue] = 1 });
        (await service.RequestAsync(request.RequestId)).EndedAt.ShouldBe(request.ExpiresAt);
        (await service.EventsAsync<FeedbackRequestExpired>()).ShouldHaveSingleItem();
        (await SweepAsync(service)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_publish_again_what_happened_since(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        await service.GivenWaitingRequestAsync();
        var answered = await service.GivenWaitingRequestAsync("contract-2");
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, contract: "contract-2"));
        var closed = await service.GivenWaitingRequestAsync("contract-3");
        await service.PublishAsync(TestData.End(service.Now, "contract-3"));
        await service.EndedAsync(closed.RequestId);
        var feedback = (await service.TabAsync(contract: "contract-2")).Feedback.Single().FeedbackId;
        await service.ReportAsync(Guid.Parse(feedback), "contract-2");
        await service.ModerateAsync(Guid.Parse(feedback), ModerationActions.TakeDown);
        await service.ModerateAsync(Guid.Parse(feedback), ModerationActions.Restore);
        var declined = await service.GivenWaitingRequestAsync("contract-4");
        await service.SendAsync<DeclineAccepted>(TestData.Decline(declined, service.Now));
        var since = service.Now.AddMinutes(-1);
        service.Clock.AdjustTime(service.Now.AddHours(1));

        await SweepAsync(service, since);

        var changed = await service.EventsAsync<FeedbackVisibilityChanged>();
        changed.Count.ShouldBe(4);
        changed.Distinct().Count().ShouldBe(2);
        var decided = await service.EventsAsync<FeedbackReportDecided>();
        decided.Count.ShouldBe(4);
        decided.Distinct().Count().ShouldBe(2);
        var requested = await service.EventsAsync<FeedbackRequested>();
        requested.Count.ShouldBe(5);
        requested.Count(message => message.ContractId == TestData.Contract).ShouldBe(2);
        var provided = await service.EventsAsync<FeedbackProvided>();
        provided.Count.ShouldBe(2);
        provided[1].ShouldBe(provided[0]);
        provided[0].RequestId.ShouldBe(answered.RequestId);
        var ended = await service.EventsAsync<FeedbackRequestClosed>();
        ended.Count.ShouldBe(2);
        ended[1].ShouldBe(ended[0]);
        var postponed = await service.EventsAsync<FeedbackRequestDeclined>();
        postponed.Count.ShouldBe(2);
        postponed[1].ShouldBe(postponed[0]);
    }

    /// <summary>When it was reported is told by another machine's clock.</summary>
    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, -10)]
    public async Task R60_Should_tell_again_of_the_report_that_was_there_when_operators_decided_and_of_no_later_one(
        bool wasThere, int reportedAfterMinutes)
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        var report = service.Report(feedback) with { ReportedAt = service.Now.AddMinutes(reportedAfterMinutes) };
        if (wasThere)
            await service.SendAsync<FeedbackReportAccepted>(report);

        await service.ModerateAsync(feedback, ModerationActions.TakeDown);
        await service.ModerateAsync(feedback, ModerationActions.Restore);
        if (!wasThere)
            await service.SendAsync<FeedbackReportAccepted>(report);

        var since = service.Now.AddMinutes(-30);
        service.Clock.AdjustTime(service.Now.AddHours(1));
        await SweepAsync(service, since);

        (await service.EventsAsync<FeedbackVisibilityChanged>()).Count.ShouldBe(4);
        (await service.EventsAsync<FeedbackReportDecided>()).Count.ShouldBe(wasThere ? 4 : 0);
    }

    [Fact]
    public async Task Should_publish_nothing_again_that_may_be_under_way_or_was_before()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenWaitingRequestAsync();

        await SweepAsync(service, service.Now.AddDays(-1));
        service.Clock.AdjustTime(service.Now.AddHours(1));
        await SweepAsync(service, service.Now.AddMinutes(-1));

        (await service.EventsAsync<FeedbackRequested>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_only_tell_in_a_dry_run()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenWaitingRequestAsync();
        await DeleteTimersAsync(service);
        var since = service.Now.AddMinutes(-1);
        service.Clock.AdjustTime(service.Now.AddHours(1));

        var findings = await service.Services.GetRequiredService<FeedbackReconciliation>()
            .RunAsync(since, everything: true, dryRun: true, TestContext.Current.CancellationToken);

        findings.ShouldBe(new Dictionary<string, long> { [FeedbackFindings.RequestWithoutTimer] = 1 });
        (await service.EventsAsync<FeedbackRequested>()).ShouldHaveSingleItem();
        (await service.TimersAsync()).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_sweep_once_an_interval_and_from_the_last_sweep_on(bool onPostgres)
    {
        (string, string)[] hourly = [("Feedback:Reconciliation:Interval", "01:00:00")];
        await using var service = await (onPostgres ? SagaService.StartOnPostgresAsync(hourly) : SagaService.StartAsync(hourly));
        await service.GivenWaitingRequestAsync();
        var sweeps = service.Services.GetRequiredService<ReconciliationService>();
        service.Clock.AdjustTime(service.Now.AddHours(2));

        var first = await sweeps.SweepAsync(TestContext.Current.CancellationToken);
        var again = await sweeps.SweepAsync(TestContext.Current.CancellationToken);
        service.Clock.AdjustTime(service.Now.AddHours(2));
        var later = await sweeps.SweepAsync(TestContext.Current.CancellationToken);

        (first, again, later).ShouldBe((true, false, true));
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_find_that_a_request_is_gone_and_go_on_without_it(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        var request = await service.GivenWaitingRequestAsync();
        await service.ReadAsync(db => db.Requests.ExecuteDeleteAsync());
        service.Clock.AdjustTime(service.Now.AddHours(1));

        var findings = await SweepAsync(service, everything: true);
        var tab = await service.TabAsync();
        await service.FireAsync(
            new FeedbackRequestExpiryDue { RequestId = request.RequestId, ContractId = request.ContractId }, Guid.CreateVersion7());
        await service.PublishAheadAsync(TestData.Payment(request.ExpiresAt), request.ExpiresAt);
        var next = await service.SendAsync(TestData.Request(request.ExpiresAt));

        findings.ShouldBe(new Dictionary<string, long> { [FeedbackFindings.ContractWithoutRequest] = 1 });
        tab.Requests.ShouldBeEmpty();
        next.ShouldBeOfType<FeedbackRequestAccepted>();
        (await SweepAsync(service, everything: true)).ShouldNotContainKey(FeedbackFindings.ContractWithoutRequest);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_find_feedback_whose_request_is_gone(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        await service.GivenWaitingRequestAsync();
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        await service.ReadAsync(db => db.Requests.ExecuteDeleteAsync());

        var findings = await SweepAsync(service, everything: true);

        findings.ShouldBe(new Dictionary<string, long> { [FeedbackFindings.FeedbackWithoutRequest] = 1 });
        (await service.TabAsync()).Feedback.ShouldHaveSingleItem();
    }

    private static Task<SagaService> StartAsync(bool onPostgres)
    {
        (string, string) notNow = ("Feedback:Policy:AllowNotNow", "true");
        return onPostgres ? SagaService.StartOnPostgresAsync(notNow) : SagaService.StartAsync(notNow);
    }

    private static Task<int> DeleteTimersAsync(SagaService service) =>
        service.ReadAsync(db => db.Set<OutboxMessage>().Where(row => row.IsTimer).ExecuteDeleteAsync());

    private static Task<IReadOnlyDictionary<string, long>> SweepAsync(
        SagaService service, DateTimeOffset? since = null, bool everything = false) =>
        service.Services.GetRequiredService<FeedbackReconciliation>().RunAsync(
            since ?? DateTimeOffset.MaxValue, everything, dryRun: false, TestContext.Current.CancellationToken);
}
