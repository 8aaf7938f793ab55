using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Contracts;

public sealed class When_an_upstream_event_is_malformed
{
    [Fact]
    public async Task Should_put_it_aside_at_once_naming_the_member_but_not_its_value()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now, client: new string('x', 65)));

        var fault = (await service.FaultAsync()).GetBaseException().ShouldBeOfType<MalformedUpstreamEventException>();
        fault.Member.ShouldBe("clientId");
        fault.Message.ShouldBe("contract-started: clientId must have at most 64 characters.");
        (await service.ReadAsync(db => db.Contracts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Should_take_an_id_of_64_characters()
    {
        await using var service = await SagaService.StartAsync();

        await service.PublishAsync(TestData.Start(service.Now, client: new string('x', 64)));

        (await service.ReadAsync(db => db.Contracts.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Should_put_a_bad_payment_aside_alone()
    {
        await using var service = await SagaService.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            service.PublishAsync(TestData.Payment(service.Now, contract: number == 7 ? "" : TestData.Contract, id: $"p-{number}"))));

        (await service.ReadAsync(db => db.Payments.CountAsync())).ShouldBe(19);
        (await service.FaultAsync()).GetBaseException().ShouldBeOfType<MalformedUpstreamEventException>().Member.ShouldBe("contractId");
    }

    [Fact]
    public async Task R45_Should_not_hand_a_contract_to_an_id_that_a_database_takes_for_its_own()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(TestData.Start(service.Now, contract: "c-1"));
        foreach (var id in RefusedIds.All)
        {
            await service.PublishAsync(TestData.Start(service.Now.AddDays(-1), contract: id, client: "thief", eventId: "e-1"));
            (await service.FaultAsync()).GetBaseException().ShouldBeOfType<MalformedUpstreamEventException>().Member.ShouldBe("contractId");
        }

        var contract = await service.ReadAsync(db => db.Contracts.SingleAsync());
        contract.ClientId.ShouldBe(TestData.Client);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Should_be_refused_naming_the_member(string member, Action check) =>
        Should.Throw<MalformedUpstreamEventException>(check).Member.ShouldBe(member);

    public static TheoryData<string, Action> Malformed()
    {
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        return new TheoryData<string, Action>
        {
            { "eventId", () => Check(TestData.Start(at, eventId: "")) },
            { "contractId", () => Check(TestData.Start(at, contract: "a\0b", eventId: "e-1")) },
            { "freelancerId", () => Check(TestData.Start(at, freelancer: "")) },
            { "agencyId", () => Check(TestData.Start(at, agency: "")) },
            { "title", () => Check(TestData.Start(at, title: new string('t', 201))) },
            { "startedAt", () => Check(TestData.Start(default)) },
            { "endedAt", () => Check(TestData.End(default)) },
            { "paymentId", () => Check(TestData.Payment(at, id: "")) },
            { "amount", () => Check(TestData.Payment(at, amount: decimal.MaxValue)) },
            { "paidAt", () => Check(TestData.Payment(DateTimeOffset.MaxValue)) },
            { "reversedAt", () => Check(TestData.Reversal("p-1", default)) },
            { "recipientId", () => Check(TestData.FinalFeedback(at, recipient: "")) },
            { "score", () => Check(TestData.FinalFeedback(at) with { Score = 5.01m }) },
            { "comment", () => Check(TestData.FinalFeedback(at) with { Comment = "\ud800" }) },
        };
    }

    private static void Check<TEvent>(TEvent message)
        where TEvent : class =>
        MalformedUpstreamEventException.ThrowIfMalformed(message, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
}
