using Contracts.Messages;
using Feedback.Saga.Decisions;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Giving;

/// <summary>Decides a client's feedback under the contract's lock, asked for or not (R17–R23), and stores what it accepts.</summary>
internal sealed class GivingStep(
    FeedbackDbContext db,
    ContractFactsReader factsReader,
    EligibilityPolicy eligibility,
    PolicyInForce policy,
    IdempotentAnswers answers,
    Refusals refusals,
    ILogger<GivingStep> logger)
{
    /// <summary>Decides feedback while <paramref name="waiting"/> waits, or while no request does.</summary>
    public async Task<GivingDecision> DecideAsync(ConsumeContext<ProvideFeedback> context, FeedbackRequestState? waiting)
    {
        var command = Command.Of(context.Message);
        var contract = db.LockedContract(command.ContractId);
        var answer = contract.RefusalOf(command.ContractId, command.CallerId, ContractRoles.Client)
                     ?? InvalidInput(context.Message)
                     ?? await answers.FindAsync(command, context.CancellationToken)
                     ?? await FindEarlierAsync(command, contract!, context.CancellationToken);

        return answer is null
            ? await JudgeAsync(command, context.Message, contract!, waiting, context.CancellationToken)
            : new GivingDecision(answer);
    }

    /// <summary>Decides feedback while no request waits, and tells about it.</summary>
    public async Task GiveUnaskedAsync(ConsumeContext<ProvideFeedback> context)
        => await TellAsync(context, await DecideAsync(context, waiting: null));

    /// <summary>Tells the world about feedback that was accepted, and the client how it was decided.</summary>
    public async Task TellAsync(ConsumeContext<ProvideFeedback> context, GivingDecision decision)
    {
        if (decision.Feedback is { } feedback)
        {
            var title = db.LockedContract(feedback.ContractId)!.Title!;
            await context.Publish(FeedbackRequestEvents.Provided(feedback, title), context.CancellationToken);
        }

        await context.AnswerAsync(decision.Answer);
    }

    private InvalidInput? InvalidInput(ProvideFeedback give) => new InputErrors()
        .Rating("skills", give.Ratings.Skills)
        .Rating("quality", give.Ratings.Quality)
        .Rating("availability", give.Ratings.Availability)
        .Rating("deadlines", give.Ratings.Deadlines)
        .Rating("communication", give.Ratings.Communication)
        .Rating("cooperation", give.Ratings.Cooperation)
        .Text("comment", give.Comment, policy.Options.CommentMaxLength)
        .Key(give.Idempotency)
        .ToAnswer();

    /// <summary>The same command again: what it was told the first time. One look tells that it is new, as nearly all are.</summary>
    private async Task<object?> FindEarlierAsync(Command command, Contract contract, CancellationToken cancellationToken)
        => contract.LastFeedbackAt is not null
           && await db.MidContractFeedback.FindAsync([command.Id], cancellationToken) is { } feedback
            ? new FeedbackAccepted { Feedback = feedback.ToView() }
            : await refusals.FindAsync(command, contract, cancellationToken);

    private async Task<GivingDecision> JudgeAsync(
        Command command, ProvideFeedback give, Contract contract, FeedbackRequestState? waiting, CancellationToken cancellationToken)
    {
        var requestIsOver = command.At >= waiting?.ExpiresAt;
        var facts = await factsReader.ReadAsync(contract, command.At, cancellationToken);
        var reasons = eligibility.AgainstGiving(facts);
        if (reasons.Count > 0)
        {
            var refused = refusals.Add(command, contract, facts, reasons);
            answers.Remember(command, refused);
            logger.Refused(command.Kind, command.ContractId, command.Id, string.Join(", ", reasons.Select(reason => reason.Code)));
            return new GivingDecision(refused, RequestIsOver: requestIsOver);
        }

        var feedback = Store(command, give, contract, facts, requestIsOver ? null : waiting?.CorrelationId);
        var accepted = new FeedbackAccepted { Feedback = feedback.ToView() };
        answers.Remember(command, accepted);
        logger.FeedbackGiven(feedback.FeedbackId, feedback.ContractId, feedback.Score);
        return new GivingDecision(accepted, feedback, requestIsOver);
    }

    private MidContractFeedback Store(Command command, ProvideFeedback give, Contract contract, ContractFacts facts, Guid? requestId)
    {
        contract.FeedbackGiven(command.At);
        return db.MidContractFeedback.Add(new MidContractFeedback
        {
            FeedbackId = command.Id,
            ContractId = contract.ContractId,
            RequestId = requestId,
            ClientId = contract.ClientId!,
            FreelancerId = contract.FreelancerId!,
            Skills = give.Ratings.Skills,
            Quality = give.Ratings.Quality,
            Availability = give.Ratings.Availability,
            Deadlines = give.Ratings.Deadlines,
            Communication = give.Ratings.Communication,
            Cooperation = give.Ratings.Cooperation,
            Score = FeedbackScore.Of(give.Ratings, policy.Options.Weights),
            Comment = give.Comment,
            ProvidedAt = command.At,
            Policy = policy.Json,
            Facts = facts.ToJson(),
        }).Entity;
    }
}
