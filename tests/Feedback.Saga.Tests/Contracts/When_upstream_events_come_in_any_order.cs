using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Contracts;

public sealed class When_upstream_events_come_in_any_order
{
    [Fact]
    public async Task R40_Should_show_the_same_tab_for_every_order_and_when_each_comes_twice()
    {
        await using var service = await SagaService.StartAsync();
        var now = service.Now;
        var events = new Func<string, object>[]
        {
            contract => TestData.Start(now.AddDays(-60), contract),
            contract => TestData.Payment(now.AddDays(-20), contract, $"{contract}-kept"),
            contract => TestData.Payment(now.AddDays(-2), contract, $"{contract}-reversed"),
            contract => TestData.Reversal($"{contract}-reversed", now.AddDays(-1), contract),
            contract => TestData.End(now.AddDays(1), contract),
        };

        var tabs = await Task.WhenAll(Permutations(events).Select(async (order, number) =>
        {
            var contract = $"contract-{number}";
            foreach (var create in order.Concat(order))
                await service.PublishAsync(create(contract));

            return await service.TabAsync(contract: contract);
        }));

        tabs.Length.ShouldBe(120);
        foreach (var tab in tabs)
        {
            tab.Contract.StartedAt.ShouldBe(now.AddDays(-60));
            tab.Contract.EndedAt.ShouldBe(now.AddDays(1));
            tab.Contract.LastPaymentAt.ShouldBe(now.AddDays(-20));
            tab.Actions.RequestFeedback.Allowed.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task R40_Should_take_the_earlier_of_two_different_starts(bool earlierFirst)
    {
        await using var service = await SagaService.StartAsync();
        var earlier = TestData.Start(service.Now.AddDays(-60), title: "Earlier");
        var later = TestData.Start(service.Now.AddDays(-59), title: "Later");

        await service.PublishAsync(earlierFirst ? earlier : later);
        await service.PublishAsync(earlierFirst ? later : earlier);

        (await service.TabAsync()).Contract.Title.ShouldBe("Earlier");
    }

    [Theory]
    [InlineData("event-A", "event-a")]
    [InlineData("event-a", "event-A")]
    public async Task R40_Should_take_the_ordinally_smaller_event_of_two_starts_at_one_instant(string first, string second)
    {
        await using var service = await SagaService.StartAsync();

        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60), title: first, eventId: first));
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60), title: second, eventId: second));

        (await service.TabAsync()).Contract.Title.ShouldBe("event-A");
    }

    [Fact]
    public async Task R40_Should_take_the_earlier_of_two_different_ends()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        await service.PublishAsync(TestData.End(service.Now.AddHours(2)));
        await service.PublishAsync(TestData.End(service.Now.AddHours(1)));
        await service.PublishAsync(TestData.End(service.Now.AddHours(3)));

        (await service.TabAsync()).Contract.EndedAt.ShouldBe(service.Now.AddHours(1));
    }

    [Fact]
    public async Task R40_Should_take_an_upstream_event_that_comes_many_times_at_once_for_one()
    {
        await using var service = await SagaService.StartAsync();
        var start = TestData.Start(service.Now.AddDays(-60));
        var payment = TestData.Payment(service.Now.AddDays(-1), id: "p-1");
        var final = TestData.FinalFeedback(service.Now, id: "f-1");

        await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(
            _ => new[] { service.PublishAsync(start), service.PublishAsync(payment), service.PublishAsync(final) }));

        var tab = await service.TabAsync();
        tab.Contract.LastPaymentAt.ShouldBe(service.Now.AddDays(-1));
        tab.Feedback.ShouldHaveSingleItem();
    }

    private static IEnumerable<T[]> Permutations<T>(T[] items) =>
        items.Length <= 1
            ? [items]
            : items.SelectMany(
                (item, index) => Permutations([.. items[..index], .. items[(index + 1)..]]).Select(rest => (T[])[item, .. rest]));
}
