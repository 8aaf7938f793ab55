using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_two_request_at_the_same_instant
{
    [Fact]
    public async Task R8_Should_accept_one_and_refuse_the_others_with_its_expiry()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var asks = Enumerable.Range(0, 6).Select(_ => A.Ask(service.Now)).ToList();

        var answers = await Task.WhenAll(asks.Select(service.AskAsync));

        var winner = answers.OfType<FeedbackRequestAccepted>().ShouldHaveSingleItem();
        var losers = answers.OfType<FeedbackRefused>().ToList();
        losers.Count.ShouldBe(5);
        losers.ShouldAllBe(
            loser => loser.Reasons.Single().Code == RefusalCodes.RequestPending && loser.Reasons[0].EndsAt == winner.ExpiresAt);
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(1);
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
        (await service.TimersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task R9_Should_make_one_request_of_one_ask_delivered_many_times_at_once()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var ask = A.Ask(service.Now);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.AskAsync<FeedbackRequestAccepted>(ask)));

        answers.Distinct().ShouldHaveSingleItem().RequestId.ShouldBe(ask.RequestId);
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
    }
}
