using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Feedback;

/// <summary>Judges a client's feedback under the contract's lock, requested or not (R17–R23), and stores what is accepted.</summary>
internal sealed partial class ProvideFeedbackHandler(
    FeedbackDbContext db,
    ContractFactsReader factsReader,
    EligibilityPolicy policy,
    IdempotencyStore idempotency,
    RefusalStore refusals,
    HandOver handOver,
    ILogger<ProvideFeedbackHandler> logger)
{
    /// <summary>Decides about feedback while <paramref name="waiting"/> waits, or while no request does.</summary>
    public async Task<FeedbackRequestTransition> HandleAsync(
        ProvideFeedback message, FeedbackRequestState? waiting, CancellationToken cancellationToken)
    {
        var command = Command.Of(message);
        var contract = db.LockedContract(command.ContractId);
        var response = contract.CheckCaller(command, ContractRoles.Client)
            ?? CheckInput(message)
            ?? await idempotency.FindAsync(command, cancellationToken)
            ?? await FindEarlierAsync(command, contract!, cancellationToken);
        if (response is not null)
            return FeedbackRequestTransition.Respond(response);

        var facts = await factsReader.ReadAsync(contract!, command.At, cancellationToken);
        var transition = FeedbackRequestTransitions.Provide(waiting, message, contract!, facts, policy);
        if (transition.Response is FeedbackRefused refused)
            refusals.Add(command, contract!, facts, refused);
        else
            Store(transition.Feedback!, contract!);

        idempotency.Add(command, transition.Response!);
        return transition.Feedback is null ? transition : await HandOverAsync(transition, contract!, cancellationToken);
    }

    /// <summary>What was submitted before the contract ended, and is handled after that, is handed over with the rest (R73).</summary>
    private async Task<FeedbackRequestTransition> HandOverAsync(
        FeedbackRequestTransition transition, Contract contract, CancellationToken cancellationToken) =>
        await handOver.NextAsync(db, contract, cancellationToken) is { } handedOver
            ? transition with { Events = [.. transition.Events, handedOver] }
            : transition;

    private InvalidInput? CheckInput(ProvideFeedback message) => new CommandInput()
        .Ratings(message.Ratings)
        .Text("comment", message.Comment, policy.Options.CommentMaxLength)
        .Key(message.Idempotency)
        .ToResponse();

    /// <summary>The first response to the same command. The contract's row tells of nearly every command that it is new.</summary>
    private async Task<object?> FindEarlierAsync(Command command, Contract contract, CancellationToken cancellationToken) =>
        contract.LastFeedbackAt is not null
        && await db.MidContractFeedback.FindAsync([command.Id], cancellationToken) is { } feedback
            ? new FeedbackAccepted { Feedback = feedback.ToView() }
            : await refusals.FindAsync(command, contract, cancellationToken);

    private void Store(MidContractFeedback feedback, Contract contract)
    {
        contract.FeedbackProvided(feedback.ProvidedAt);
        db.MidContractFeedback.Add(feedback);
        LogProvided(feedback.FeedbackId, feedback.ContractId, feedback.Score);
    }

    [LoggerMessage(LogLevel.Information, "Feedback {FeedbackId} on contract {ContractId} provided, score {Score}")]
    private partial void LogProvided(Guid feedbackId, string contractId, decimal score);
}
