using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Queries;

public sealed class When_a_work_history_is_shown
{
    [Fact]
    public async Task R24_Should_show_mid_contract_feedback_at_once_under_the_active_contract()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var given = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));

        var item = (await HistoryAsync(service, TestData.Freelancer)).Items.ShouldHaveSingleItem();

        item.Contract.EndedAt.ShouldBeNull();
        item.Contract.LastPaymentAt.ShouldBeNull();
        item.Feedback.ShouldHaveSingleItem().ShouldBe(given.Feedback);
    }

    [Fact]
    public async Task R25_Should_never_show_mid_contract_feedback_on_an_agency()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync(agency: "agency-1");
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now));
        await service.PublishAsync(TestData.FinalFeedback(service.Now.AddDays(1), id: "final"));

        var agency = (await HistoryAsync(service, "agency-1", ofAgency: true)).Items.ShouldHaveSingleItem();
        var freelancer = (await HistoryAsync(service, TestData.Freelancer)).Items.ShouldHaveSingleItem();

        agency.Feedback.ShouldHaveSingleItem().Kind.ShouldBe(FeedbackKinds.EndOfContract);
        freelancer.Feedback.Select(feedback => feedback.Kind).ShouldBe([FeedbackKinds.EndOfContract, FeedbackKinds.MidContract]);
    }

    [Fact]
    public async Task R24_Should_show_what_was_said_about_the_freelancer_and_not_what_the_freelancer_said()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: TestData.Freelancer, recipient: TestData.Client));

        (await HistoryAsync(service, TestData.Freelancer)).Items.ShouldHaveSingleItem().Feedback.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_page_newest_first_without_gap_or_repetition_even_among_equal_starts()
    {
        await using var service = await SagaService.StartAsync();
        for (var number = 0; number < 23; number++)
            await service.PublishAsync(TestData.Start(service.Now.AddDays(-(number / 4)), $"contract-{number:00}"));
        await service.PublishAsync(TestData.Payment(service.Now, "not-started"));

        var seen = new List<ContractView>();
        string? cursor = null;
        do
        {
            var page = await HistoryAsync(service, TestData.Freelancer, cursor: cursor, size: 5);
            page.Items.Count.ShouldBeInRange(1, 5);
            seen.AddRange(page.Items.Select(item => item.Contract));
            cursor = page.Next;
        }
        while (cursor is not null);

        seen.Count.ShouldBe(23);
        seen.Select(contract => contract.ContractId).Distinct().Count().ShouldBe(23);
        seen.Select(contract => contract.StartedAt).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task Should_be_empty_for_whoever_is_not_known()
    {
        await using var service = await SagaService.StartAsync();

        (await HistoryAsync(service, "nobody")).Items.ShouldBeEmpty();
        (await HistoryAsync(service, "no\0body", ofAgency: true)).Items.ShouldBeEmpty();
        (await service.SendAsync<MyContracts>(
            new GetMyContracts { CallerId = "no\0body", AsOf = service.Now, PageSize = 5 })).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("bm9uc2Vuc2U")]
    [InlineData("fHg")]
    public async Task Should_refuse_a_cursor_that_is_none_of_ours(string cursor)
    {
        await using var service = await SagaService.StartAsync();

        (await service.SendAsync<InvalidInput>(Query(TestData.Freelancer, false, cursor, 5))).Errors.Keys.ShouldBe(["cursor"]);
        (await service.SendAsync<InvalidInput>(
            new GetMyContracts { CallerId = TestData.Client, AsOf = service.Now, PageSize = 5, Cursor = cursor }))
            .Errors.Keys.ShouldBe(["cursor"]);
    }

    private static Task<WorkHistory> HistoryAsync(
        SagaService service, string owner, bool ofAgency = false, string? cursor = null, int size = 50) =>
        service.SendAsync<WorkHistory>(Query(owner, ofAgency, cursor, size));

    private static GetWorkHistory Query(string owner, bool ofAgency, string? cursor, int size) =>
        new() { OwnerId = owner, OfAgency = ofAgency, PageSize = size, Cursor = cursor };
}
