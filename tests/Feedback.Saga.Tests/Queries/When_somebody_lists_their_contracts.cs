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

    private static GetMyContracts Query(SagaService service, string caller, int size = 50, string? cursor = null) =>
        new() { CallerId = caller, AsOf = service.Now, PageSize = size, Cursor = cursor };
}
