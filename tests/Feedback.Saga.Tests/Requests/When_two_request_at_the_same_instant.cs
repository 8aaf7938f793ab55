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
        var commands = Enumerable.Range(0, 6).Select(_ => TestData.Request(service.Now)).ToList();

        var responses = await Task.WhenAll(commands.Select(service.SendAsync));

        var winner = responses.OfType<FeedbackRequestAccepted>().ShouldHaveSingleItem();
        var losers = responses.OfType<FeedbackRefused>().ToList();
        losers.Count.ShouldBe(5);
        losers.ShouldAllBe(
            loser => loser.Reasons.Single().Code == RefusalCodes.RequestPending && loser.Reasons[0].EndsAt == winner.ExpiresAt);
        (await service.ReadAsync(db => db.Requests.CountAsync())).ShouldBe(1);
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
        (await service.TimersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task R9_Should_make_one_request_of_one_command_delivered_many_times_at_once()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var command = TestData.Request(service.Now);

        var responses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => service.SendAsync<FeedbackRequestAccepted>(command)));

        responses.Distinct().ShouldHaveSingleItem().RequestId.ShouldBe(command.RequestId);
        (await service.EventsAsync<FeedbackRequested>()).Count.ShouldBe(1);
    }
}
