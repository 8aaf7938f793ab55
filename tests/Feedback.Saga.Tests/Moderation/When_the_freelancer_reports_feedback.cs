using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Moderation;

public sealed class When_the_freelancer_reports_feedback
{
    private static readonly IdempotencyKey _key = new() { Key = "key-1", BodyHash = new string('a', 64) };

    public static TheoryData<string> Databases => ModerationSituation.Databases;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R57_Should_take_it_and_show_it_to_the_freelancer_alone(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = await service.GivenFeedbackAsync();
        var command = service.Report(feedback);

        var accepted = await service.SendAsync<FeedbackReportAccepted>(command);

        accepted.ShouldBe(new FeedbackReportAccepted
        {
            ReportId = command.ReportId,
            FeedbackId = feedback,
            ContractId = TestData.Contract,
            ReportedAt = service.Now,
        });
        var own = new OwnReportView { ReportId = command.ReportId, Status = FeedbackReportStatuses.Open, ReportedAt = service.Now };
        var shown = (await service.TabAsync()).Feedback.Single();
        (shown.Report, shown.Visibility).ShouldBe((own, FeedbackVisibilities.Visible));
        (await service.TabAsync(TestData.Client)).Feedback.Single().Report.ShouldBeNull();
        (await GetAsync(service, feedback, TestData.Freelancer)).Report.ShouldBe(own);
        (await GetAsync(service, feedback, TestData.Client)).Report.ShouldBeNull();
        (await HistoryAsync(service)).Report.ShouldBeNull();
        (await service.ReportOfAsync(feedback)).Reason.ShouldBe(command.Reason);
        service.Log.GetSnapshot().ShouldNotContain(record => record.Message.Contains(command.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task R57_Should_refuse_a_second_report_whatever_became_of_the_first()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        await service.ReportAsync(feedback);

        (await service.ReasonsAsync(service.Report(feedback))).ShouldBe([RefusalCodes.AlreadyReported]);
        await service.ModerateAsync(feedback, ModerationActions.Dismiss);
        (await service.ReasonsAsync(service.Report(feedback))).ShouldBe([RefusalCodes.AlreadyReported]);

        (await service.ReadAsync(db => db.FeedbackReports.CountAsync())).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R57_Should_take_one_of_several_that_come_at_once(string database)
    {
        await using var service = await ModerationSituation.StartAsync(database);
        var feedback = await service.GivenFeedbackAsync();
        var commands = Enumerable.Range(0, 6).Select(_ => service.Report(feedback)).ToList();

        var responses = await Task.WhenAll(commands.Select(service.SendAsync));

        responses.OfType<FeedbackReportAccepted>().ShouldHaveSingleItem();
        responses.OfType<FeedbackRefused>().Count(refused => refused.Reasons.Single().Code == RefusalCodes.AlreadyReported).ShouldBe(5);
        (await service.ReadAsync(db => db.FeedbackReports.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task R57_Should_give_the_first_answer_again_to_the_same_command_and_to_the_same_key()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        var command = service.Report(feedback, key: _key);
        var first = await service.SendAsync<FeedbackReportAccepted>(command);

        (await service.SendAsync<FeedbackReportAccepted>(command with { Idempotency = null })).ShouldBe(first);
        (await service.SendAsync<FeedbackReportAccepted>(service.Report(feedback, key: _key))).ShouldBe(first);
        await service.SendAsync<IdempotencyKeyReused>(
            service.Report(feedback, key: _key with { BodyHash = new string('b', 64) }));
    }

    [Fact]
    public async Task R57_Should_repeat_a_refusal_to_the_same_key()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        await service.ModerateAsync(feedback, ModerationActions.TakeDown);
        (await service.ReasonsAsync(service.Report(feedback, key: _key))).ShouldBe([RefusalCodes.FeedbackTakenDown]);
        await service.ModerateAsync(feedback, ModerationActions.Restore);

        (await service.ReasonsAsync(service.Report(feedback, key: _key))).ShouldBe([RefusalCodes.FeedbackTakenDown]);
        await service.ReportAsync(feedback);
    }

    [Fact]
    public async Task R57_Should_be_for_the_contracts_freelancer_alone()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        await service.GivenEligibleContractAsync("contract-2");

        (await service.SendAsync<CallerNotPermitted>(service.Report(feedback, caller: TestData.Client)))
            .RequiredRole.ShouldBe(ContractRoles.Freelancer);
        await service.SendAsync<ContractNotFound>(service.Report(feedback, caller: "stranger"));
        await service.SendAsync<ContractNotFound>(service.Report(feedback, contract: "nowhere"));
        await service.SendAsync<FeedbackNotFound>(service.Report(feedback, contract: "contract-2"));
        await service.SendAsync<FeedbackNotFound>(service.Report(Guid.CreateVersion7()));
        await service.SendAsync<FeedbackNotFound>(service.Report(feedback) with { FeedbackId = "no-guid\0" });
        (await service.ReadAsync(db => db.FeedbackReports.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task R57_Should_leave_end_of_contract_feedback_to_its_own_system()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(TestData.FinalFeedback(service.Now, id: "eoc-1"));

        (await service.ReasonsAsync(service.Report(Guid.Empty) with { FeedbackId = "eoc-1" }))
            .ShouldBe([RefusalCodes.ReportNotAvailable]);
    }

    [Fact]
    public async Task R57_Should_take_a_report_of_what_is_held_and_none_of_what_is_taken_down()
    {
        await using var service = await SagaService.StartAsync();
        var held = await service.GivenFeedbackAsync("contract-1");
        var takenDown = await service.GivenFeedbackAsync("contract-2");
        await service.ModerateAsync(held, ModerationActions.Hold);
        await service.ModerateAsync(takenDown, ModerationActions.TakeDown);

        await service.ReportAsync(held, "contract-1");
        (await service.ReasonsAsync(service.Report(takenDown, "contract-2"))).ShouldBe([RefusalCodes.FeedbackTakenDown]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public async Task R57_Should_refuse_a_reason_that_says_nothing_or_that_no_database_keeps(string? reason)
    {
        // The test runner keeps no lone surrogate, and none survives the way over a bus: the decision is asked directly.
        reason ??= $"a{(char)0xD800}";
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();

        var invalid = await service.DecideAsync(service.Report(feedback, reason: reason));

        invalid.ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["reason"]);
    }

    [Fact]
    public async Task R57_Should_take_a_reason_of_2_000_characters_and_not_of_one_more()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", 2_000));

        (await service.SendAsync<InvalidInput>(service.Report(feedback, reason: longest + "x"))).Errors.Keys.ShouldBe(["reason"]);
        await service.SendAsync<FeedbackReportAccepted>(service.Report(feedback, reason: longest));

        (await service.ReportOfAsync(feedback)).Reason.ShouldBe(longest);
    }

    [Fact]
    public async Task Should_do_nothing_for_a_caller_who_waits_no_longer()
    {
        await using var service = await SagaService.StartAsync();
        var feedback = await service.GivenFeedbackAsync();

        await service.SendTooLateAsync(service.Report(feedback));

        (await service.ReadAsync(db => db.FeedbackReports.CountAsync())).ShouldBe(0);
    }

    private static async Task<FeedbackView> GetAsync(SagaService service, Guid feedback, string caller) =>
        (await service.SendAsync<FeedbackFound>(
            new GetFeedback { ContractId = TestData.Contract, FeedbackId = feedback.ToString(), CallerId = caller })).Feedback;

    private static async Task<FeedbackView> HistoryAsync(SagaService service) =>
        (await service.SendAsync<WorkHistory>(
            new GetWorkHistory { OwnerId = TestData.Freelancer, OfAgency = false, PageSize = 20 })).Items.Single().Feedback.Single();
}
