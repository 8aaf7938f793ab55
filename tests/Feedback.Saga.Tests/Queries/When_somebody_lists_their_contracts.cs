using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Queries;

public sealed class When_somebody_lists_their_contracts
{
    [Fact]
    public async Task R30_Should_show_both_sides_of_them_with_what_they_may_do()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync("as-client", client: "ann", freelancer: "bob");
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-10), "as-freelancer", client: "carl", freelancer: "ann"));
        await service.GivenEligibleContractAsync("of-others", client: "carl", freelancer: "bob");

        var mine = await service.SendAsync<MyContracts>(Query(service, "ann"));

        mine.Next.ShouldBeNull();
        mine.Items.Select(item => item.Contract.ContractId).ShouldBe(["as-freelancer", "as-client"]);
        mine.Items.Select(item => item.CallerRole).ShouldBe([ContractRoles.Freelancer, ContractRoles.Client]);
        mine.Items[0].Actions.RequestFeedback.Reasons.Select(reason => reason.Code)
            .ShouldBe([RefusalCodes.ContractTooYoung, RefusalCodes.NoRecentPayment]);
        mine.Items[1].Actions.GiveFeedback.Allowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Should_page_through_both_sides_as_through_one()
    {
        await using var service = await SagaService.StartAsync();
        for (var number = 0; number < 9; number++)
        {
            var (client, freelancer) = number % 2 == 0 ? ("ann", "bob") : ("bob", "ann");
            await service.PublishAsync(TestData.Start(service.Now.AddDays(-number), $"contract-{number}", client, freelancer));
        }

        var first = await service.SendAsync<MyContracts>(Query(service, "ann", 4));
        var second = await service.SendAsync<MyContracts>(Query(service, "ann", 4, first.Next));
        var third = await service.SendAsync<MyContracts>(Query(service, "ann", 4, second.Next));

        first.Items.Concat(second.Items).Concat(third.Items).Select(item => item.Contract.ContractId)
            .ShouldBe(Enumerable.Range(0, 9).Select(number => $"contract-{number}"));
        third.Next.ShouldBeNull();
    }

    [Fact]
    public async Task Should_put_first_what_waits_for_them_by_its_expiry_and_what_ended_last()
    {
        await using var service = await SagaService.StartAsync();
        await ShouldOrderByWhatWaitsAsync(service);
    }

    [Fact]
    public async Task Should_put_first_what_waits_on_PostgreSQL_too()
    {
        await using var service = await SagaService.StartOnPostgresAsync();
        await ShouldOrderByWhatWaitsAsync(service);
    }

    [Fact]
    public async Task Should_neither_hide_nor_repeat_a_contract_whose_request_is_made_or_answered_between_two_pages()
    {
        await using var service = await SagaService.StartAsync();
        foreach (var contract in new[] { "answered", "waits", "asked-later", "other" })
        {
            await service.GivenEligibleContractAsync(contract);
            await service.PublishAsync(TestData.Payment(service.Now.AddDays(-20), contract));
        }

        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now.AddDays(-2), "answered"));
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now.AddDays(-1), "waits"));

        var first = await service.SendAsync<MyContracts>(Query(service, TestData.Client, 1));
        var later = service.Now.AddMinutes(1);
        await service.SendAsync<FeedbackAccepted>(TestData.Feedback(later, "answered"));
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(later, "asked-later"));
        var rest = await service.SendAsync<MyContracts>(Query(service, TestData.Client, 10, first.Next) with { AsOf = later });

        first.Items.Select(item => item.Contract.ContractId).ShouldBe(["answered"]);
        rest.Items.Select(item => item.Contract.ContractId).ShouldBe(["waits", "other", "asked-later"]);
        rest.Items[2].PendingRequest.ShouldNotBeNull();
        rest.Next.ShouldBeNull();
    }

    [Fact]
    public async Task Should_show_the_waiting_request_and_the_latest_feedback_of_each()
    {
        await using var service = await SagaService.StartAsync();
        var request = await service.GivenWaitingRequestAsync();
        await service.GivenEligibleContractAsync("given");
        var given = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, "given"));
        await service.PublishAsync(TestData.FinalFeedback(service.Now.AddDays(-1), "given"));

        var mine = await service.SendAsync<MyContracts>(Query(service, TestData.Freelancer));
        var expired = await service.SendAsync<MyContracts>(Query(service, TestData.Client) with { AsOf = request.ExpiresAt });

        mine.Items.Single(item => item.Contract.ContractId == "given").LastFeedback.ShouldBe(given.Feedback);
        mine.Items.Single(item => item.Contract.ContractId == TestData.Contract).PendingRequest!.RequestId.ShouldBe(request.RequestId);
        expired.Items.ShouldAllBe(item => item.PendingRequest == null);
    }

    [Theory]
    [InlineData("bm9uc2Vuc2U")]
    [InlineData("M3wxfDF8Yy0x")]
    public async Task Should_refuse_a_cursor_that_is_none(string cursor)
    {
        await using var service = await SagaService.StartAsync();

        var response = await service.SendAsync<InvalidInput>(Query(service, TestData.Client, cursor: cursor));

        response.Errors.Keys.ShouldBe(["cursor"]);
    }

    private static async Task ShouldOrderByWhatWaitsAsync(SagaService service)
    {
        var now = service.Now;
        foreach (var contract in new[] { "B", "a", "b", "other", "ended", "expired" })
        {
            await service.GivenEligibleContractAsync(contract);
            await service.PublishAsync(TestData.Payment(now.AddDays(-20), contract));
        }

        await service.PublishAsync(TestData.Start(now.AddDays(-5), "newest"));
        await service.PublishAsync(TestData.Start(now.AddDays(-70), "as-freelancer", client: "carl", freelancer: TestData.Client));
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(now.AddDays(-14), "expired"));
        foreach (var (contract, daysAgo) in new[] { ("b", 3), ("a", 3), ("B", 2), ("ended", 3) })
            await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(now.AddDays(-daysAgo), contract));
        await service.PublishAsync(TestData.End(now.AddDays(-1), "ended"));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await service.SendAsync<MyContracts>(Query(service, TestData.Client, 2, cursor));
            page.Items.Count.ShouldBeInRange(1, 2);
            seen.AddRange(page.Items.Select(item => item.Contract.ContractId));
            cursor = page.Next;
        }
        while (cursor is not null);

        seen.ShouldBe(["a", "b", "B", "newest", "other", "expired", "as-freelancer", "ended"]);
    }

    private static GetMyContracts Query(SagaService service, string caller, int size = 50, string? cursor = null) =>
        new() { CallerId = caller, AsOf = service.Now, PageSize = size, Cursor = cursor };
}
