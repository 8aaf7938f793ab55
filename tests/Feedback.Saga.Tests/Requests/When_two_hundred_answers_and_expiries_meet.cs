using Contracts.Messages;
using Feedback.Saga.Requests;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Requests;

public sealed class When_two_hundred_answers_and_expiries_meet
{
    private const int Count = 200;
    private const int EachFirst = 20;

    // All contracts are of one client.
    private static readonly (string Key, string Value) _noLimit = ("Feedback:RequestLimits:PerClientAndMinute", $"{Count}");

    [Fact]
    public async Task R42_Should_end_each_request_exactly_once()
    {
        await using var service = await SagaService.StartAsync(_noLimit);
        await MeetAsync(service);
    }

    [Fact]
    public async Task R42_Should_end_each_request_exactly_once_on_PostgreSQL()
    {
        await using var service = await SagaService.StartOnPostgresAsync(_noLimit);
        await MeetAsync(service);
    }

    private static async Task MeetAsync(SagaService service)
    {
        var requests = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(number => service.GivenWaitingRequestAsync($"contract-{number}")));
        var tokens = await service.ReadAsync(
            db => db.Requests.ToDictionaryAsync(request => request.CorrelationId, request => request.ExpiryTokenId!.Value));
        var expiresAt = requests.Select(request => request.ExpiresAt).Distinct().Single();

        var (early, late, racing) = (requests[..EachFirst], requests[EachFirst..(2 * EachFirst)], requests[(2 * EachFirst)..]);

        // A request that is answered before it is due, or after it ended, can end in one way only. The answers and timers of the
        // others are on their way together, every other time the answer first. The dispatcher sends the same timers as well.
        var answers = new List<FeedbackAccepted>(await Task.WhenAll(early.Select(AnswerAsync)));
        var ahead = racing.Where((_, number) => number % 2 == 0).Select(AnswerAsync).ToList();
        service.Clock.SetUtcNow(expiresAt);
        var firing = requests.Select(FireAsync).ToList();
        var behind = racing.Where((_, number) => number % 2 == 1).Select(AnswerAsync).ToList();
        await Task.WhenAll(firing);
        answers.AddRange(await Task.WhenAll(late.Select(AnswerAsync)));
        answers.AddRange(await Task.WhenAll([.. ahead, .. behind]));
        await service.AdvanceToAsync(service.Now, () => service.ReadAsync(async db => !await db.Requests.AnyAsync(
            request => request.CurrentState == nameof(FeedbackRequestStateMachine.Pending))));

        var states = await service.ReadAsync(db => db.Requests.AsNoTracking().ToListAsync());
        var expired = (await service.EventsAsync<FeedbackRequestExpired>()).Select(message => message.RequestId).ToList();
        var provided = await service.EventsAsync<FeedbackProvided>();
        var answered = provided.Select(message => message.RequestId).OfType<Guid>().ToList();
        provided.Count.ShouldBe(Count);
        early.Select(request => request.RequestId).ShouldBeSubsetOf(answered);
        late.Select(request => request.RequestId).ShouldBeSubsetOf(expired);
        expired.Concat(answered).Order().ShouldBe(requests.Select(request => request.RequestId).Order());
        states.Where(state => state.CurrentState == nameof(FeedbackRequestStateMachine.Expired))
            .Select(state => state.CorrelationId).Order()
            .ShouldBe(expired.Order());
        states.Where(state => state.CurrentState == nameof(FeedbackRequestStateMachine.Answered))
            .Select(state => state.CorrelationId).Order()
            .ShouldBe(answered.Order());
        answers.Select(answer => answer.Feedback.RequestId).OfType<Guid>().Order().ShouldBe(answered.Order());

        Task<FeedbackAccepted> AnswerAsync(FeedbackRequestAccepted request) =>
            service.SendAsync<FeedbackAccepted>(TestData.Feedback(expiresAt.AddMicroseconds(-1), request.ContractId));

        Task FireAsync(FeedbackRequestAccepted request) => service.FireAsync(
            new FeedbackRequestExpiryDue { RequestId = request.RequestId, ContractId = request.ContractId }, tokens[request.RequestId]);
    }
}
