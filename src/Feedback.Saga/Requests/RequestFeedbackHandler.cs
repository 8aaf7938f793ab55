using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.Requests;

/// <summary>Judges a freelancer's request under the contract's lock (R1–R8), and keeps what comes of it.</summary>
internal sealed class RequestFeedbackHandler(
    FeedbackDbContext db,
    ContractFactsReader factsReader,
    EligibilityPolicy policy,
    IdempotencyStore idempotency,
    RefusalStore refusals,
    ClientRequestLimit limit)
{
    /// <summary>Decides about a request that does not exist yet, and fills in <paramref name="request"/> if it is accepted.</summary>
    public async Task<FeedbackRequestTransition> HandleAsync(
        RequestFeedback message, FeedbackRequestState request, CancellationToken cancellationToken)
    {
        var command = Command.Of(message);
        var contract = db.LockedContract(command.ContractId);
        var response = contract.CheckCaller(command, ContractRoles.Freelancer)
            ?? CheckInput(message)
            ?? await idempotency.FindAsync(command, cancellationToken)
            ?? await refusals.FindAsync(command, contract!, cancellationToken);
        if (response is not null)
            return FeedbackRequestTransition.Respond(response) with { To = RequestOutcome.NotMade };

        var facts = await factsReader.ReadAsync(contract!, command.At, cancellationToken);
        var transition = FeedbackRequestTransitions.Request(message, contract!, facts, policy);
        if (transition.Response is FeedbackRefused refused)
        {
            refusals.Add(command, contract!, facts, refused);
        }
        else if (limit.Count(contract!.ClientId!, command.Id, command.At) is { } reason)
        {
            var tooMany = new FeedbackRefused { ContractId = command.ContractId, Reasons = [reason] };
            return FeedbackRequestTransition.Respond(tooMany) with { To = RequestOutcome.NotMade };
        }
        else
        {
            request.Open(message, contract, facts.At, policy.Options.RequestWindow);
            (request.Policy, request.Facts) = (policy.Json, facts.ToJson());
            (request.Cohort, request.RolloutVersion) = (facts.Cohort, facts.RolloutVersion);
            contract.RequestOpened(request.CorrelationId, request.RequestedAt, request.ExpiresAt);
        }

        idempotency.Add(command, transition.Response!);
        return transition;
    }

    private InvalidInput? CheckInput(RequestFeedback message) => new CommandInput()
        .Text("message", message.Message, policy.Options.MessageMaxLength)
        .Key(message.Idempotency)
        .ToResponse();
}
