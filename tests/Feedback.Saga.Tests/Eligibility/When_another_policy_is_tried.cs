using Contracts.Messages;
using Feedback.Saga.Commands;
using Feedback.Saga.Eligibility.Trials;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class When_another_policy_is_tried
{
    public static TheoryData<bool> Databases => [false, true];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_accept_what_was_refused_for_a_length_that_is_shorter(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-20)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));
        await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now));

        var report = await TryAsync(service, new() { MinimumContractAge = TimeSpan.FromDays(15) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure>
        {
            ["accepted"] = new(0, 1),
            ["newly-accepted"] = new(0, 1),
            ["refused"] = new(1, 0),
            ["unknown"] = new(0, 1),
        });
        report.RequestRefusals.ShouldBe(new Dictionary<string, TrialFigure> { [RefusalCodes.ContractTooYoung] = new(1, 0) });
        report.Emails.ShouldBe(new(0, 1));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_refuse_a_request_for_a_length_that_is_longer_and_judge_its_answer_as_unasked(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        await service.GivenWaitingRequestAsync();
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        var report = await TryAsync(service, new() { MinimumContractAge = TimeSpan.FromDays(90) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure>
        {
            ["accepted"] = new(1, 0),
            ["answered"] = new(1, 0),
            ["newly-refused"] = new(0, 1),
            ["refused"] = new(0, 1),
        });
        report.Feedback.ShouldBe(new Dictionary<string, TrialFigure> { ["answers"] = new(1, 0), ["refused"] = new(0, 1) });
        report.FeedbackRefusals.ShouldBe(new Dictionary<string, TrialFigure> { [RefusalCodes.ContractTooYoung] = new(0, 1) });
        report.Emails.ShouldBe(new(2, 0));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_find_the_answer_that_a_longer_window_would_have_brought(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        var request = await service.GivenWaitingRequestAsync();
        await service.ExpireAsync(request);
        service.Clock.AdjustTime(request.RequestedAt.AddDays(20));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(30) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure>
        {
            ["accepted"] = new(1, 1),
            ["answered"] = new(0, 1),
            ["expired"] = new(1, 0),
        });
        report.Feedback.ShouldBe(new Dictionary<string, TrialFigure> { ["answers"] = new(0, 1), ["unasked"] = new(1, 0) });
        report.Emails.ShouldBe(new(3, 2));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_find_the_end_of_the_contract_or_go_on_waiting_in_a_longer_window(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        var request = await service.GivenWaitingRequestAsync();
        var other = await service.GivenWaitingRequestAsync("contract-2");
        await service.ExpireAsync(request);
        await service.EndedAsync(other.RequestId);
        service.Clock.AdjustTime(request.RequestedAt.AddDays(20));
        await service.PublishAsync(TestData.End(service.Now));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(30) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure>
        {
            ["accepted"] = new(2, 2),
            ["closed"] = new(0, 1),
            ["expired"] = new(2, 0),
            ["pending"] = new(0, 1),
        });
        report.Emails.ShouldBe(new(4, 3));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_take_an_answer_for_unasked_feedback_when_it_comes_after_a_shorter_window(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        var request = await service.GivenWaitingRequestAsync();
        service.Clock.AdjustTime(request.RequestedAt.AddDays(10));
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(7) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure>
        {
            ["accepted"] = new(1, 1),
            ["answered"] = new(1, 0),
            ["expired"] = new(0, 1),
        });
        report.Feedback.ShouldBe(new Dictionary<string, TrialFigure> { ["answers"] = new(1, 0), ["unasked"] = new(0, 1) });
        report.Emails.ShouldBe(new(2, 3));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_find_no_difference_under_the_same_policy(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        await GivenOneOfEachAsync(service);

        var report = await TryAsync(service, new() { MinimumContractAge = TimeSpan.FromDays(30), RequestWindow = TimeSpan.FromDays(14) });

        report.Judged.ShouldBe(8);
        report.Requests.Keys.ShouldBe(["accepted", "answered", "closed", "expired", "pending", "refused"]);
        IReadOnlyDictionary<string, TrialFigure>[] all =
            [report.Requests, report.RequestRefusals, report.Feedback, report.FeedbackRefusals];
        foreach (var (outcome, figure) in all.SelectMany(figures => figures))
            figure.Tried.ShouldBe(figure.Recorded, outcome);

        report.Emails.Tried.ShouldBe(report.Emails.Recorded);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_find_no_difference_where_an_answer_in_time_was_handled_too_late(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        var request = await service.GivenWaitingRequestAsync();
        await service.ExpireAsync(request);
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(request.ExpiresAt.AddHours(-1)));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(14) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure> { ["accepted"] = new(1, 1), ["expired"] = new(1, 1) });
        report.Feedback.ShouldBe(new Dictionary<string, TrialFigure> { ["unasked"] = new(1, 1) });
        report.Emails.ShouldBe(new(3, 3));
    }

    [Theory]
    [InlineData(30, 15, "accepted", "refused")]
    [InlineData(10, 12, "refused", "accepted")]
    public async Task R64_R54_Should_move_the_date_of_a_client_who_named_none(int window, int days, string recorded, string tried)
    {
        await using var service = await StartAsync(onPostgres: false, ("Feedback:Policy:AllowNotNow", "true"));
        var request = await service.GivenWaitingRequestAsync();
        await service.SendAsync<DeclineAccepted>(TestData.Decline(request, service.Now.AddDays(5)));
        service.Clock.AdjustTime(request.RequestedAt.AddDays(days));
        await service.SendAsync(TestData.Request(service.Now));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(window) }, request.RequestedAt.AddSeconds(1));

        report.Requests[recorded].ShouldBe(new(1, 0));
        report.Requests[tried].ShouldBe(new(0, 1));
        report.RequestRefusals.Keys.ShouldBe([RefusalCodes.AskedForLater]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_find_not_now_that_came_too_late_in_a_longer_window(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres, ("Feedback:Policy:AllowNotNow", "true"));
        var request = await service.GivenWaitingRequestAsync();
        await service.ExpireAsync(request);
        service.Clock.AdjustTime(request.RequestedAt.AddDays(15));
        await service.SendAsync<FeedbackRefused>(TestData.Decline(request, service.Now));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(30) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure>
        {
            ["accepted"] = new(1, 1),
            ["declined"] = new(0, 1),
            ["expired"] = new(1, 0),
        });
    }

    [Fact]
    public async Task R64_Should_let_nothing_wait_that_would_not_have_been_requested()
    {
        await using var service = await StartAsync(onPostgres: false);
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-20)));
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        await service.PublishAsync(TestData.Payment(service.Now));
        await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now));

        var report = await TryAsync(service, new() { PaymentWindow = TimeSpan.FromDays(10) });

        report.Requests["newly-refused"].ShouldBe(new(0, 1));
        report.Requests["newly-accepted"].ShouldBe(new(0, 1));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_use_the_policy_of_each_decision_and_change_nothing(bool onPostgres)
    {
        await using var before = await StartAsync(onPostgres, ("Feedback:Policy:MinimumContractAge", "90.00:00:00"));
        await before.GivenEligibleContractAsync();
        await before.SendAsync<FeedbackRefused>(TestData.Request(before.Now));
        await using var service = await before.RestartAsync();

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(30) });

        report.Requests.ShouldBe(new Dictionary<string, TrialFigure> { ["refused"] = new(1, 1) });
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(0);
        (await service.TimersAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task R64_Should_leave_out_and_count_decisions_whose_facts_were_cleared()
    {
        await using var service = await StartAsync(onPostgres: false);
        await service.GivenWaitingRequestAsync();
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        await service.ReadAsync(db => db.Requests.ExecuteUpdateAsync(set => set
            .SetProperty(request => request.ClearedAt, service.Now).SetProperty(request => request.Facts, "")));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(30) });

        (report.Judged, report.WithoutFacts).ShouldBe((1, 1));
        report.Requests.ShouldBeEmpty();
        report.Feedback.ShouldBe(new Dictionary<string, TrialFigure> { ["answers"] = new(1, 1) });
    }

    [Fact]
    public async Task R64_Should_leave_out_what_was_decided_before()
    {
        await using var service = await StartAsync(onPostgres: false);
        await service.GivenWaitingRequestAsync();
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now));

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(30) }, service.Now.AddSeconds(1));

        report.Judged.ShouldBe(0);
        report.Emails.ShouldBe(new(0, 0));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R64_Should_read_in_batches_and_say_how_far_it_is(bool onPostgres)
    {
        await using var service = await StartAsync(onPostgres);
        await service.GivenEligibleContractAsync();
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now));
        await service.ReadAsync(async db =>
        {
            var refusal = await db.Refusals.AsNoTracking().SingleAsync();
            db.AddRange(Enumerable.Range(0, PolicyTrial.BatchSize).Select(_ => new Refusal
            {
                CommandId = Guid.CreateVersion7(),
                Kind = refusal.Kind,
                ContractId = refusal.ContractId,
                CallerId = refusal.CallerId,
                At = refusal.At,
                Reasons = refusal.Reasons,
                Policy = refusal.Policy,
                Facts = refusal.Facts,
            }));
            return await db.SaveChangesAsync();
        });
        var read = new List<long>();

        var report = await TryAsync(service, new() { RequestWindow = TimeSpan.FromDays(30) }, progress: read.Add);

        report.RequestRefusals.ShouldBe(new Dictionary<string, TrialFigure>
        {
            [RefusalCodes.RequestPending] = new(PolicyTrial.BatchSize + 1, PolicyTrial.BatchSize + 1),
        });
        read.ShouldBe([1, 1, PolicyTrial.BatchSize + 1, PolicyTrial.BatchSize + 2]);
    }

    /// <summary>
    /// Requests that are answered, expired, closed and waiting, one refused, feedback that nobody requested, and feedback refused.
    /// </summary>
    private static async Task GivenOneOfEachAsync(SagaService service)
    {
        var expired = await service.GivenWaitingRequestAsync("contract-1");
        await service.ExpireAsync(expired);
        await service.GivenWaitingRequestAsync("contract-2");
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, "contract-2"));
        var closed = await service.GivenWaitingRequestAsync("contract-3");
        await service.PublishAsync(TestData.End(service.Now, "contract-3"));
        await service.EndedAsync(closed.RequestId);
        await service.GivenWaitingRequestAsync("contract-4");
        await service.SendAsync<FeedbackRefused>(TestData.Request(service.Now, "contract-4"));
        await service.GivenEligibleContractAsync("contract-5");
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, "contract-5"));
        await service.SendAsync<FeedbackRefused>(TestData.Feedback(service.Now, "contract-5"));
    }

    private static Task<SagaService> StartAsync(bool onPostgres, params (string Key, string Value)[] settings) =>
        onPostgres ? SagaService.StartOnPostgresAsync(settings) : SagaService.StartAsync(settings);

    private static Task<PolicyTrialReport> TryAsync(
        SagaService service, TrialLengths lengths, DateTimeOffset? since = null, Action<long>? progress = null) =>
        service.Services.GetRequiredService<PolicyTrial>().RunAsync(
            lengths, since ?? service.Now.AddDays(-90), progress ?? (_ => { }), TestContext.Current.CancellationToken);
}
