using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Tests.Moderation;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Feedback.Saga.Tests.HandOver;

public sealed class When_mid_contract_feedback_is_fetched
{
    public static TheoryData<string> Databases => HandOverSituation.Databases;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R72_Should_have_all_of_it_the_oldest_first_while_the_contract_is_open_and_after_it_ended(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        var (first, second) = await service.GivenSeriesAsync();
        await service.GivenSeriesAsync("contract-2");

        var open = await service.SeriesAsync();
        var end = service.Now;
        await service.PublishAsync(TestData.End(end));
        await service.PublishAsync(TestData.FinalFeedback(end));
        var ended = await service.SeriesAsync();

        open.Feedback.Select(item => item.FeedbackId).ShouldBe([first, second]);
        open.Feedback.Select(item => (item.Score, item.Comment, item.CountsTowardJobSuccessScore))
            .ShouldBe([(3m, "A slow start.", false), (5m, "Much better.", false)]);
        (open.Contract.EndedAt, open.Contract.LastPaymentAt).ShouldBe((null, null));
        ended.Contract.ShouldBe(open.Contract with { EndedAt = end });
        ended.Feedback.ShouldBe(open.Feedback);
    }

    [Fact]
    public async Task R72_Should_say_which_request_it_answered()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        (await service.SeriesAsync()).Feedback.ShouldHaveSingleItem().RequestId.ShouldBe(request.RequestId);
    }

    [Theory]
    [InlineData(ModerationActions.Hold, FeedbackVisibilities.Held)]
    [InlineData(ModerationActions.TakeDown, FeedbackVisibilities.TakenDown)]
    public async Task R59_R72_Should_only_say_that_feedback_is_withheld(string action, string visibility)
    {
        await using var service = await SagaService.StartAsync();
        var (_, second) = await service.GivenSeriesAsync();
        var before = (await service.SeriesAsync()).Feedback;

        await service.ModerateAsync(second, action);
        (await service.SeriesAsync()).Feedback.ShouldBe([before[0], before[1].Withheld(visibility)]);

        await service.ModerateAsync(second, ModerationActions.Restore);
        (await service.SeriesAsync()).Feedback.ShouldBe(before);
    }

    [Fact]
    public async Task R72_Should_be_empty_where_nobody_provided_any()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        (await service.SeriesAsync()).Feedback.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("CONTRACT-1")]
    [InlineData("contract-1 ")]
    [InlineData("paid-only")]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("a-contract-whose-id-is-longer-than-the-sixty-four-that-an-id-may-have")]
    public async Task R45_R72_Should_not_be_there_for_a_contract_that_is_not(string contract)
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.Payment(service.Now, "paid-only"));

        (await service.SendAsync<ContractNotFound>(new GetMidContractFeedback { ContractId = contract })).ContractId.ShouldBe(contract);
    }

    [Fact]
    public async Task R72_Should_no_longer_name_a_person_who_is_erased()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.ProvidedAsync(4, $"Thanks to {TestData.Freelancer}.");

        await service.Services.GetRequiredService<FeedbackErasure>().EraseAsync(
            TestData.Freelancer, name: null, address: null, dryRun: false, TestContext.Current.CancellationToken);

        var series = await service.SeriesAsync();
        series.Contract.FreelancerId.ShouldBe(FeedbackErasure.PseudonymOf(TestData.Freelancer));
        var item = series.Feedback.ShouldHaveSingleItem();
        item.Score.ShouldBe(4);
        item.Comment.ShouldNotBeNull().ShouldNotContain(TestData.Freelancer);
        (await service.HandedOverAsync()).ShouldBeEmpty();
    }

    /// <summary>The facts of decisions are kept for a time only; the feedback is not.</summary>
    [Fact]
    public async Task R72_Should_be_there_when_the_facts_that_it_was_judged_on_are_not()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenSeriesAsync();
        var before = await service.SeriesAsync();

        await service.ReadAsync(db => db.MidContractFeedback.ExecuteUpdateAsync(set => set
            .SetProperty(feedback => feedback.Policy, "")
            .SetProperty(feedback => feedback.Facts, "")
            .SetProperty(feedback => feedback.ClearedAt, service.Now)));

        (await service.SeriesAsync()).Feedback.ShouldBe(before.Feedback);
    }
}
