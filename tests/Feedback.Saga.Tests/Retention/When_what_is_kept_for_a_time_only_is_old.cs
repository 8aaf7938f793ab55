using Contracts.Messages;
using Feedback.Saga.Commands;
using Feedback.Saga.Persistence;
using Feedback.Saga.Retention;
using Feedback.Saga.Tests.Moderation;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Retention;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Retention;

public sealed class When_what_is_kept_for_a_time_only_is_old
{
    private const int Many = (2 * RetentionSweep<FeedbackDbContext>.BatchSize) + 1;

    private static readonly TimeSpan _kept = new RetentionOptions().DecisionFacts;

    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_clear_the_facts_of_what_has_ended_and_keep_the_rest(string database)
    {
        await using var service = await StartAsync(database, ("Feedback:Policy:AllowNotNow", "true"));
        var answered = await service.GivenWaitingRequestAsync("answered");
        var feedback = TestData.Feedback(service.Now, "answered", comment: "Fine work");
        await service.SendAsync<FeedbackAccepted>(feedback);
        var declined = await service.GivenWaitingRequestAsync("declined");
        await service.SendAsync<DeclineAccepted>(TestData.Decline(declined, service.Now));
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        var waiting = await service.GivenWaitingRequestAsync("waiting");
        var late = await service.GivenWaitingRequestAsync("late");
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, "late"));
        var tab = await service.TabAsync(service.Now, contract: "answered");

        service.Clock.AdjustTime(answered.ExpiresAt.AddDays(-14) + _kept + TimeSpan.FromMilliseconds(500));
        var swept = await SweepAsync(service);

        (swept["request-facts"], swept["feedback-facts"]).ShouldBe((2, 1));
        var postponed = await service.RequestAsync(declined.RequestId);
        (postponed.Policy, postponed.Facts, postponed.DeclinePolicy, postponed.DeclineFacts).ShouldBe(("", "", null, null));
        postponed.AskAgainFrom.ShouldBe(declined.ExpiresAt);
        var request = await service.RequestAsync(answered.RequestId);
        (request.Policy, request.Facts, request.ClearedAt).ShouldBe(("", "", service.Now));
        var given = await service.FeedbackAsync(feedback.FeedbackId);
        (given.Policy, given.Facts, given.Comment, given.ClearedAt).ShouldBe(("", "", "Fine work", service.Now));
        (await service.RequestAsync(waiting.RequestId)).Facts.ShouldContain("startedAt");
        (await service.RequestAsync(late.RequestId)).Facts.ShouldContain("startedAt");
        var later = await service.TabAsync(service.Now, contract: "answered");
        later.Feedback.ShouldBe(tab.Feedback);
        later.Requests.ShouldBe(tab.Requests);
        (await SweepAsync(service))["request-facts"].ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R57_R58_Should_clear_reasons_and_notes_after_the_decision_and_keep_the_rest(string database)
    {
        await using var service = await StartAsync(database);
        var closed = await service.GivenFeedbackAsync("closed");
        var open = await service.GivenFeedbackAsync("open");
        await service.ReportAsync(closed, "closed");
        await service.ReportAsync(open, "open");
        await service.ModerateAsync(closed, ModerationActions.TakeDown, "Insults.");
        var kept = new RetentionOptions().ModerationTexts;

        service.Clock.AdjustTime(service.Now + kept);
        var swept = await SweepAsync(service);
        (swept["report-reasons"], swept["moderation-notes"]).ShouldBe((0, 0));

        service.Clock.AdjustTime(service.Now.AddMicroseconds(1));
        swept = await SweepAsync(service);

        (swept["report-reasons"], swept["moderation-notes"]).ShouldBe((1, 1));
        var report = await service.ReportOfAsync(closed);
        (report.Reason, report.Status).ShouldBe((null, FeedbackReportStatuses.Upheld));
        (await service.ReportOfAsync(open)).Reason.ShouldNotBeNull();
        var record = (await service.TraceAsync(closed)).ShouldHaveSingleItem();
        (record.Note, record.OperatorId).ShouldBe((null, ModerationSituation.Operator));
        (await service.ReasonsAsync(service.Report(closed, "closed"))).ShouldBe([RefusalCodes.AlreadyReported]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R63_Should_keep_that_a_request_was_refused_longer_than_who_was(string database)
    {
        await using var service = await StartAsync(
            database, ("Feedback:Rollout:Percentage", "0"), ("Feedback:Retention:RolloutRefusals", "10.00:00:00"));
        await service.GivenEligibleContractAsync();
        await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now));

        service.Clock.AdjustTime(service.Now.AddDays(10));
        var first = await SweepAsync(service);
        service.Clock.AdjustTime(service.Now.AddMilliseconds(1));
        var second = await SweepAsync(service);

        (first["refusals"], first["rollout-refusals"]).ShouldBe((1, 0));
        second["rollout-refusals"].ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R3_R4_Should_keep_what_the_rules_judge_by(string database)
    {
        await using var service = await StartAsync(database, ("Feedback:Retention:DecisionFacts", "1.00:00:00"));
        await service.GivenEligibleContractAsync();
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        var before = await service.ReadAsync(db => db.Contracts.AsNoTracking().SingleAsync());

        service.Clock.AdjustTime(service.Now.AddDays(28));
        (await SweepAsync(service))["feedback-facts"].ShouldBe(1);

        var contract = await service.ReadAsync(db => db.Contracts.AsNoTracking().SingleAsync());
        (contract.LastFeedbackAt, contract.LastPaymentAt).ShouldBe((before.LastFeedbackAt, before.LastPaymentAt));
        (await service.ReadAsync(db => db.Payments.CountAsync())).ShouldBe(1);
        (await service.ReasonsAsync(TestData.Request(service.Now))).ShouldBe([RefusalCodes.RecentFeedback]);
        await service.PublishAsync(TestData.Payment(service.Now));
        service.Clock.AdjustTime(service.Now.AddDays(2));
        await SweepAsync(service);
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_delete_in_batches_and_go_on_after_a_process_died_in_one(string database)
    {
        await using var service = await StartAsync(database);
        await GivenOldRecordsAsync(service);
        var rule = FeedbackRetention.Rules(new RetentionOptions()).Single(rule => rule.Kind == "idempotency-records");
        var batches = 0;
        var dying = SweepBy(service, rule with
        {
            SweepBatchAsync = async (db, batch, cancellationToken) =>
            {
                var rows = await rule.SweepBatchAsync(db, batch, cancellationToken);
                return ++batches == 2 ? throw new IOException("The process dies.") : rows;
            },
        });

        await Should.ThrowAsync<IOException>(() => dying.RunAsync(CancellationToken.None));
        var left = await service.ReadAsync(db => db.IdempotencyRecords.CountAsync());
        var swept = await SweepAsync(service);

        left.ShouldBe(Many - RetentionSweep<FeedbackDbContext>.BatchSize);
        swept["idempotency-records"].ShouldBe(left);
        (await service.ReadAsync(db => db.IdempotencyRecords.CountAsync())).ShouldBe(0);
        service.Log.Lines().ShouldContain(line => line.Contains($"{left} idempotency-records were older than", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Should_delete_each_row_once_when_several_processes_sweep(string database)
    {
        await using var service = await StartAsync(database);
        await GivenOldRecordsAsync(service);
        var rules = FeedbackRetention.Rules(new RetentionOptions()).ToArray();

        var swept = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => SweepBy(service, rules).RunAsync(CancellationToken.None))));
        await SweepAsync(service);

        swept.Sum(process => process["idempotency-records"]).ShouldBeLessThanOrEqualTo(Many);
        (await service.ReadAsync(db => db.IdempotencyRecords.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Should_leave_to_another_process_what_it_sweeps_at_this_moment()
    {
        await using var service = await StartAsync("PostgreSQL");
        await GivenOldRecordsAsync(service);
        var rule = FeedbackRetention.Rules(new RetentionOptions()).Single(rule => rule.Kind == "idempotency-records");
        IReadOnlyDictionary<string, long>? other = null;
        var first = SweepBy(service, rule with
        {
            SweepBatchAsync = async (db, batch, cancellationToken) =>
            {
                other ??= await SweepBy(service, rule).RunAsync(cancellationToken);
                return await rule.SweepBatchAsync(db, batch, cancellationToken);
            },
        });

        (await first.RunAsync(CancellationToken.None))["idempotency-records"].ShouldBe(Many);

        other!["idempotency-records"].ShouldBe(0);
    }

    private static Task<SagaService> StartAsync(string database, params (string Key, string Value)[] settings) =>
        database == "SQLite" ? SagaService.StartAsync(settings) : SagaService.StartOnPostgresAsync(settings);

    private static Task<IReadOnlyDictionary<string, long>> SweepAsync(SagaService service) =>
        service.Services.GetRequiredService<RetentionSweep<FeedbackDbContext>>().RunAsync(TestContext.Current.CancellationToken);

    private static RetentionSweep<FeedbackDbContext> SweepBy(SagaService service, params RetentionRule<FeedbackDbContext>[] rules) => new(
        service.Services.GetRequiredService<IServiceScopeFactory>(),
        rules,
        service.Services.GetRequiredService<DatabaseClock<FeedbackDbContext>>(),
        NullLogger<RetentionSweep<FeedbackDbContext>>.Instance);

    private static Task<int> GivenOldRecordsAsync(SagaService service) => service.ReadAsync(async db =>
    {
        db.IdempotencyRecords.AddRange(Enumerable.Range(0, Many).Select(number => new IdempotencyRecord
        {
            ContractId = TestData.Contract,
            CallerId = TestData.Client,
            Kind = CommandKinds.ProvideFeedback,
            Key = $"key-{number}",
            BodyHash = "",
            ResponseType = "",
            Response = "",
            At = service.Now.AddDays(-2),
        }));
        return await db.SaveChangesAsync();
    });
}
