using Feedback.Saga.Contracts;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Contracts;

public sealed class When_an_upstream_event_is_malformed
{
    [Fact]
    public async Task Should_put_it_aside_at_once_naming_the_member_but_not_its_value()
    {
        await using var service = await SagaService.StartAsync();
        await service.PublishAsync(A.Start(service.Now, client: new string('x', 65)));

        var fault = (await service.FaultAsync()).GetBaseException().ShouldBeOfType<MalformedUpstreamEventException>();
        fault.Member.ShouldBe("clientId");
        fault.Message.ShouldBe("contract-started: clientId must have at most 64 characters.");
        (await service.ReadAsync(db => db.Contracts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Should_take_an_id_of_64_characters()
    {
        await using var service = await SagaService.StartAsync();

        await service.PublishAsync(A.Start(service.Now, client: new string('x', 64)));

        (await service.ReadAsync(db => db.Contracts.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Should_put_a_bad_payment_aside_alone()
    {
        await using var service = await SagaService.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            service.PublishAsync(A.Payment(service.Now, contract: number == 7 ? "" : A.Contract, id: $"p-{number}"))));

        (await service.ReadAsync(db => db.Payments.CountAsync())).ShouldBe(19);
        (await service.FaultAsync()).GetBaseException().ShouldBeOfType<MalformedUpstreamEventException>().Member.ShouldBe("contractId");
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Should_be_told_by_its_member(string member, Action check) =>
        Should.Throw<MalformedUpstreamEventException>(check).Member.ShouldBe(member);

    public static TheoryData<string, Action> Malformed()
    {
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        return new TheoryData<string, Action>
        {
            { "eventId", () => Check(A.Start(at, eventId: "")) },
            { "contractId", () => Check(A.Start(at, contract: "a\0b", eventId: "e-1")) },
            { "freelancerId", () => Check(A.Start(at, freelancer: "")) },
            { "agencyId", () => Check(A.Start(at, agency: "")) },
            { "title", () => Check(A.Start(at, title: new string('t', 201))) },
            { "startedAt", () => Check(A.Start(default)) },
            { "endedAt", () => Check(A.End(default)) },
            { "paymentId", () => Check(A.Payment(at, id: "")) },
            { "amount", () => Check(A.Payment(at, amount: decimal.MaxValue)) },
            { "paidAt", () => Check(A.Payment(DateTimeOffset.MaxValue)) },
            { "reversedAt", () => Check(A.Reversal("p-1", default)) },
            { "recipientId", () => Check(A.FinalFeedback(at, recipient: "")) },
            { "score", () => Check(A.FinalFeedback(at) with { Score = 5.01m }) },
            { "comment", () => Check(A.FinalFeedback(at) with { Comment = "\ud800" }) },
        };
    }

    private static void Check<TEvent>(TEvent message)
        where TEvent : class =>
        MalformedUpstreamEventException.ThrowIfMalformed(message);
}
