using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Rollout;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Rollout;

public sealed class When_operators_read_the_report
{
    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R63_Should_tell_what_became_of_the_requests_of_each_cohort(string database)
    {
        await using var service = await StartAsync(database);
        var start = service.Now;
        await GivenRequestsAsync(
            service,
            Request("pilot", start, answeredAfterMinutes: 60),
            Request("pilot", start, answeredAfterMinutes: 61),
            Request("pilot", start, answeredAfterMinutes: 90),
            Request("pilot", start, nameof(FeedbackRequestStateMachine.Expired)),
            Request("pilot", start, nameof(FeedbackRequestStateMachine.Closed)),
            Request("pilot", start, nameof(FeedbackRequestStateMachine.Declined)),
            Request("percentage", start, answeredAfterMinutes: 5),
            Request(null, start.AddDays(-1), nameof(FeedbackRequestStateMachine.Expired)),
            Request("pilot", start.AddDays(-91), nameof(FeedbackRequestStateMachine.Expired)));

        var report = await ReportAsync(service, start.AddDays(14));

        report.Cohorts.Select(cohort => cohort.Cohort).ShouldBe(
            [RolloutCohorts.All, "pilot", RolloutCohorts.Percentage, RolloutCohorts.Unrecorded]);
        var pilot = report.Cohorts[1];
        (pilot.Accepted, pilot.Waiting, pilot.Concluded).ShouldBe((6, 0, 6));
        pilot.Answered.ShouldBe(RolloutStatistics.Share(3, 6));
        pilot.Expired.ShouldBe(RolloutStatistics.Share(1, 6));
        pilot.Closed.ShouldBe(RolloutStatistics.Share(1, 6));
        pilot.Declined.ShouldBe(RolloutStatistics.Share(1, 6));
        pilot.MedianTimeToAnswer.ShouldBe(new RolloutDuration { Seconds = 61 * 60 });
        pilot.NinetiethPercentileTimeToAnswer.ShouldBe(new RolloutDuration { Seconds = 90 * 60, LowSeconds = 60 * 60 });
        var all = report.Cohorts[0];
        (all.Accepted, all.Concluded, all.Answered.Count).ShouldBe((8, 8, 4));
        all.MedianTimeToAnswer.ShouldBe(new RolloutDuration { Seconds = 60 * 60 });
        (await ReportAsync(service, start.AddDays(14), since: start)).Cohorts[0].Accepted.ShouldBe(7);
    }

    [Fact]
    public async Task R63_Should_read_the_requests_since_then_by_an_index_alone()
    {
        await using var service = await StartAsync("PostgreSQL");
        var start = service.Now;
        await GivenRequestsAsync(
            service,
            [
                .. Enumerable.Range(0, 2_000).Select(
                    day => Request("pilot", start.AddDays(-day), nameof(FeedbackRequestStateMachine.Expired))),
            ]);
        await service.ReadAsync(db => db.Database.ExecuteSqlAsync($"ANALYZE feedback.feedback_requests"));

        var plan = await service.ReadAsync(db => db.Database.SqlQuery<string>(
            $"EXPLAIN SELECT cohort, count(*) FROM feedback.feedback_requests WHERE requested_at >= {start.AddDays(-3)} GROUP BY cohort")
            .ToListAsync());

        string.Join('\n', plan).ShouldContain("ix_feedback_requests_requested_at", Case.Insensitive);
    }

    /// <summary>
    /// Of ten requests of one day, one is answered at once. Nine wait, so that a rate of what has ended would be 100 percent. When their
    /// time is over, it is what it is: ten percent.
    /// </summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R63_Should_rate_only_requests_whose_time_is_over(string database)
    {
        await using var service = await StartAsync(database);
        var start = service.Now;
        await GivenRequestsAsync(
            service,
            [
                Request("pilot", start, answeredAfterMinutes: 1),
                .. Enumerable.Range(0, 9).Select(_ => Request("pilot", start, nameof(FeedbackRequestStateMachine.Pending))),
            ]);

        var early = (await ReportAsync(service, start.AddDays(14).AddMicroseconds(-1))).Cohorts[1];
        await service.ReadAsync(db => db.Requests.Where(request => request.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(request => request.CurrentState, nameof(FeedbackRequestStateMachine.Expired))));
        var late = (await ReportAsync(service, start.AddDays(14))).Cohorts[1];

        (early.Accepted, early.Waiting, early.Concluded).ShouldBe((10, 9, 0));
        (early.Answered.Share, early.MedianTimeToAnswer).ShouldBe((null, null));
        late.Answered.ShouldBe(RolloutStatistics.Share(1, 10));
        late.Expired.ShouldBe(RolloutStatistics.Share(9, 10));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R63_Should_count_refusals_by_reason_as_far_as_they_are_kept(string database)
    {
        await using var service = await StartAsync(database, ("Feedback:Retention:RolloutRefusals", "30.00:00:00"));
        var now = service.Now;
        await GivenRequestsAsync(
            service,
            Request("pilot", now.AddDays(-30), answeredAfterMinutes: 1),
            Request("pilot", now.AddDays(-31), answeredAfterMinutes: 1));
        await service.ReadAsync(db =>
        {
            db.AddRange(
                Refusal("pilot", now.AddDays(-30), RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment),
                Refusal("pilot", now.AddDays(-1), RefusalCodes.NoRecentPayment),
                Refusal(RolloutCohorts.None, now.AddDays(-1), RefusalCodes.NotInRollout),
                Refusal("pilot", now.AddDays(-31), RefusalCodes.NoRecentPayment));
            return db.SaveChangesAsync();
        });

        var report = await ReportAsync(service, now);

        (report.Since, report.RefusalsSince).ShouldBe((now.AddDays(-90), now.AddDays(-30)));
        var pilot = report.Cohorts.Single(cohort => cohort.Cohort == "pilot");
        pilot.Accepted.ShouldBe(2);
        pilot.Refused.ShouldBe(RolloutStatistics.Share(2, 3));
        pilot.Refusals.ShouldBe(
        [
            new RolloutRefusalShare { Code = RefusalCodes.NoRecentPayment, Refused = RolloutStatistics.Share(2, 3) },
            new RolloutRefusalShare { Code = RefusalCodes.ContractTooYoung, Refused = RolloutStatistics.Share(1, 3) },
        ]);
        report.Cohorts.Single(cohort => cohort.Cohort == RolloutCohorts.None).Refused.ShouldBe(RolloutStatistics.Share(1, 1));
        report.Cohorts[0].Refused.ShouldBe(RolloutStatistics.Share(3, 4));
    }

    [Fact]
    public async Task R63_Should_tell_of_what_was_decided_and_not_of_what_the_rollout_says_now()
    {
        await using var service = await SagaService.StartAsync();
        await SetAsync(service, 0, "first");
        var request = await service.GivenWaitingRequestAsync();
        await SetAsync(service, 1, "renamed");
        service.Clock.Advance(TimeSpan.FromHours(3));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        var report = await ReportAsync(service, request.ExpiresAt);

        report.Cohorts.Select(cohort => (cohort.Cohort, cohort.Answered.Count)).ShouldBe(
            [(RolloutCohorts.All, 1L), ("first", 1L), ("renamed", 0L)]);
        report.Cohorts[1].MedianTimeToAnswer.ShouldNotBeNull().Seconds.ShouldBe(3 * 3600);
    }

    [Fact]
    public async Task R63_Should_count_by_cohort_for_metrics()
    {
        var counted = new ConcurrentBag<(string Instrument, string? Cohort, string? What)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name.StartsWith("feedback.rollout.", StringComparison.Ordinal))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => counted.Add(Of(instrument, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => counted.Add(Of(instrument, tags)));
        listener.Start();
        await using var service = await SagaService.StartAsync();

        // Other tests count meanwhile: this cohort is of this test alone.
        await SetAsync(service, 0, "counted-once");
        await service.GivenWaitingRequestAsync();
        await service.ReasonsAsync(TestData.Request(service.Now));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        await Eventually.Until(() => counted.Count(measured => measured.Cohort == "counted-once") >= 4);
        counted.Where(measured => measured.Cohort == "counted-once").ShouldBe(
            [
                ("feedback.rollout.requests", "counted-once", "accepted"),
                ("feedback.rollout.refusals", "counted-once", RefusalCodes.RequestPending),
                ("feedback.rollout.requests", "counted-once", FeedbackRequestStatuses.Answered),
                ("feedback.rollout.time_to_answer", "counted-once", null),
            ],
            ignoreOrder: true);

        static (string, string?, string?) Of(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = new Dictionary<string, object?>();
            foreach (var tag in tags)
                named[tag.Key] = tag.Value;

            return (
                instrument.Name,
                (string?)named.GetValueOrDefault("feedback.cohort"),
                (string?)(named.GetValueOrDefault("feedback.outcome") ?? named.GetValueOrDefault("feedback.reason")));
        }
    }

    [Fact]
    public void R63_Should_give_only_so_many_cohorts_a_label_of_their_own()
    {
        var known = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

        string[] labels = [.. Enumerable.Range(0, CohortLabels.Max + 3).Select(number => CohortLabels.Of(known, $"c-{number}"))];

        labels.Count(label => label == RolloutCohorts.Other).ShouldBe(3);
        CohortLabels.Of(known, "c-0").ShouldBe("c-0");
        known.Count.ShouldBe(CohortLabels.Max);
    }

    [Fact]
    public void R63_Should_keep_the_labels_of_its_own_names_whatever_cohorts_it_meets_first()
    {
        var known = CohortLabels.New();
        for (var number = 0; number <= CohortLabels.Max; number++)
            CohortLabels.Of(known, $"c-{number}");

        CohortLabels.Of(known, RolloutCohorts.None).ShouldBe(RolloutCohorts.None);
        CohortLabels.Of(known, RolloutCohorts.Unrecorded).ShouldBe(RolloutCohorts.Unrecorded);
        CohortLabels.Of(known, "one-more").ShouldBe(RolloutCohorts.Other);
    }

    private static Task<RolloutReport> ReportAsync(SagaService service, DateTimeOffset asOf, DateTimeOffset? since = null) =>
        service.SendAsync<RolloutReport>(new GetRolloutReport { AsOf = asOf, Since = since });

    private static Task<RolloutView> SetAsync(SagaService service, int version, string cohort) =>
        service.SendAsync<RolloutView>(new SetRollout
        {
            Version = version,
            Percentage = 0,
            Cohorts = [new RolloutCohort { Name = cohort, Percentage = 100, Freelancers = [] }],
            CallerId = "olga",
        });

    private static Task<int> GivenRequestsAsync(SagaService service, params FeedbackRequestState[] requests) => service.ReadAsync(db =>
    {
        db.AddRange(requests);
        return db.SaveChangesAsync();
    });

    private static FeedbackRequestState Request(string? cohort, DateTimeOffset at, int answeredAfterMinutes)
    {
        var request = Request(cohort, at, nameof(FeedbackRequestStateMachine.Answered));
        request.AnsweredAfterSeconds = (answeredAfterMinutes * 60) + 59;
        return request;
    }

    private static FeedbackRequestState Request(string? cohort, DateTimeOffset at, string state)
    {
        var id = Guid.CreateVersion7();
        return new FeedbackRequestState
        {
            CorrelationId = id,
            CurrentState = state,
            ContractId = $"contract-{id:N}",
            ClientId = TestData.Client,
            FreelancerId = TestData.Freelancer,
            ContractTitle = "Landing page",
            RequestedAt = at,
            ExpiresAt = at.AddDays(14),
            EndedAt = state == nameof(FeedbackRequestStateMachine.Pending) ? null : at.AddDays(1),
            Policy = "",
            Facts = "",
            Cohort = cohort,
            RolloutVersion = cohort is null ? null : 1,
        };
    }

    private static RolloutRefusal Refusal(string cohort, DateTimeOffset at, params string[] codes) => RolloutRefusal.Of(
        at, version: 1, cohort, codes.Select(code => new RefusalReason { Code = code, Detail = code }));

    private static Task<SagaService> StartAsync(string database, params (string Key, string Value)[] settings) =>
        database == "SQLite" ? SagaService.StartAsync(settings) : SagaService.StartOnPostgresAsync(settings);
}
