using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_two_hundred_answers_and_expiries_meet
{
    private const int Count = 200;

    [Fact]
    public async Task R42_Should_end_each_request_exactly_once()
    {
        await using var service = await SagaService.StartAsync();
        await MeetAsync(service);
    }

    [Fact]
    public async Task R42_Should_end_each_request_exactly_once_on_PostgreSQL()
    {
        await using var service = await SagaService.StartOnPostgresAsync();
        await MeetAsync(service);
    }

    private static async Task MeetAsync(SagaService service)
    {
        var requests = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => service.GivenWaitingRequestAsync($"contract-{number}")));
        var tokens = await service.ReadAsync(db => db.Requests.ToDictionaryAsync(request => request.CorrelationId, request => request.ExpiryTokenId!.Value));
        var expiresAt = requests.Select(request => request.ExpiresAt).Distinct().Single();

        // Each request's answer and timer are on their way together, every other time the timer first; the dispatcher
        // finds the same timers due and sends them as well.
        service.Clock.AdvanceTo(expiresAt);
        var answers = await Task.WhenAll(requests.Select(async (request, number) =>
        {
            var timer = new FeedbackRequestExpiryDue { RequestId = request.RequestId, ContractId = request.ContractId };
            var fired = number % 2 == 0 ? Task.CompletedTask : service.FireAsync(timer, tokens[request.RequestId]);
            var answer = service.AskAsync<FeedbackAccepted>(A.Feedback(expiresAt.AddMicroseconds(-1), request.ContractId));
            await Task.WhenAll(fired, service.FireAsync(timer, tokens[request.RequestId]));
            return await answer;
        }));
        await service.AdvanceToAsync(service.Now, () => service.ReadAsync(async db => !await db.Requests.AnyAsync(
            request => request.CurrentState == nameof(FeedbackRequestStateMachine.Pending))));

        var states = await service.ReadAsync(db => db.Requests.AsNoTracking().ToListAsync());
        var expired = (await service.EventsAsync<FeedbackRequestExpired>()).Select(message => message.RequestId).ToList();
        var provided = await service.EventsAsync<FeedbackProvided>();
        var answered = provided.Select(message => message.RequestId).OfType<Guid>().ToList();
        provided.Count.ShouldBe(Count);
        answered.ShouldNotBeEmpty();
        expired.ShouldNotBeEmpty();
        expired.Concat(answered).Order().ShouldBe(requests.Select(request => request.RequestId).Order());
        states.Where(state => state.CurrentState == nameof(FeedbackRequestStateMachine.Expired)).Select(state => state.CorrelationId).Order()
            .ShouldBe(expired.Order());
        states.Where(state => state.CurrentState == nameof(FeedbackRequestStateMachine.Answered)).Select(state => state.CorrelationId).Order()
            .ShouldBe(answered.Order());
        answers.Count(answer => answer.Feedback.RequestId is not null).ShouldBe(answered.Count);
    }
}
