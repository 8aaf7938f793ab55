using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Contracts;

public sealed class When_payments_come
{
    [Fact]
    public async Task R3_Should_let_the_latest_decide_in_whatever_order_they_come()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-90)));

        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-30)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-80)));

        (await service.TabAsync()).Contract.LastPaymentAt.ShouldBe(service.Now.AddDays(-30));
        (await service.SendAsync(TestData.Request(service.Now))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R3_Should_count_amounts_above_zero_alone()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-90)));

        await service.PublishAsync(TestData.Payment(service.Now, amount: 0));
        await service.PublishAsync(TestData.Payment(service.Now, amount: -5));
        (await service.ReasonsAsync(TestData.Request(service.Now))).ShouldBe([RefusalCodes.NoRecentPayment]);

        await service.PublishAsync(TestData.Payment(service.Now, amount: 0.01m));
        (await service.SendAsync(TestData.Request(service.Now))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R3_Should_fall_back_to_the_latest_that_is_left_when_one_is_reversed()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-90)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-10), id: "p-1"));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-5), id: "p-2"));

        await service.PublishAsync(TestData.Reversal("p-2", service.Now.AddDays(-4)));
        (await service.TabAsync()).Contract.LastPaymentAt.ShouldBe(service.Now.AddDays(-10));

        await service.PublishAsync(TestData.Reversal("p-1", service.Now.AddDays(-3)));
        (await service.TabAsync()).Contract.LastPaymentAt.ShouldBeNull();
        (await service.ReasonsAsync(TestData.Request(service.Now))).ShouldBe([RefusalCodes.NoRecentPayment]);
    }

    [Fact]
    public async Task R40_Should_judge_a_request_by_what_had_happened_at_its_instant_though_more_is_known()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-90)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-10), id: "p-1"));
        await service.PublishAsync(TestData.Reversal("p-1", service.Now.AddMicroseconds(1)));
        await service.PublishAheadAsync(TestData.Payment(service.Now.AddDays(20), id: "p-2"), service.Now.AddDays(20));

        (await service.SendAsync(TestData.Request(service.Now))).ShouldBeOfType<FeedbackRequestAccepted>();
    }

    [Fact]
    public async Task R40_Should_not_count_a_payment_that_still_lay_ahead_nor_one_that_was_reversed_by_then()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-90)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-10), id: "p-1"));
        await service.PublishAsync(TestData.Reversal("p-1", service.Now));
        await service.PublishAsync(TestData.Payment(service.Now.AddMicroseconds(1), id: "p-2"));

        (await service.ReasonsAsync(TestData.Request(service.Now))).ShouldBe([RefusalCodes.NoRecentPayment]);
    }

    [Fact]
    public async Task R40_Should_ignore_a_reversal_that_names_another_contract_though_it_comes_first()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-90)));

        await service.PublishAsync(TestData.Reversal("p-1", service.Now.AddDays(-1), contract: "contract-2"));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-10), id: "p-1"));
        await service.PublishAsync(TestData.Reversal("p-1", service.Now.AddDays(-1), contract: "contract-2"));

        (await service.FaultAsync()).GetBaseException().ShouldBeOfType<MalformedUpstreamEventException>().Member.ShouldBe("contractId");
        (await service.TabAsync()).Contract.LastPaymentAt.ShouldBe(service.Now.AddDays(-10));
    }

    [Fact]
    public async Task Should_take_many_at_once_on_few_contracts()
    {
        await using var service = await SagaService.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(number =>
            service.PublishAsync(TestData.Payment(service.Now.AddSeconds(-number), $"contract-{number % 20}", $"p-{number}"))));

        (await service.ReadAsync(db => db.Payments.CountAsync())).ShouldBe(1000);
        var contracts = await service.ReadAsync(db => db.Contracts.AsNoTracking().ToListAsync());
        contracts.Count.ShouldBe(20);
        contracts.Max(contract => contract.LastPaymentAt).ShouldBe(service.Now);
        contracts.Min(contract => contract.LastPaymentAt).ShouldBe(service.Now.AddSeconds(-19));
    }
}
