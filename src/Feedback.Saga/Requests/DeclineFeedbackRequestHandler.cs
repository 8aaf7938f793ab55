using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using MassTransit;

namespace Feedback.Saga.Requests;

/// <summary>Judges a client's <em>not now</em> under the contract's lock (R53, R54), and keeps what it was decided on.</summary>
internal sealed class DeclineFeedbackRequestHandler(
    FeedbackDbContext db,
    ContractFactsReader factsReader,
    EligibilityPolicy policy,
    IdempotencyStore idempotency,
    RefusalStore refusals)
{
    /// <summary>Decides about a request of the contract, in whatever state.</summary>
    public async Task<FeedbackRequestTransition> HandleAsync(
        DeclineFeedbackRequest message, FeedbackRequestState request, CancellationToken cancellationToken)
    {
        var command = Command.Of(message);
        var contract = db.LockedContract(command.ContractId);
        var response = contract.CheckCaller(command, ContractRoles.Client)
            ?? new CommandInput().Key(message.Idempotency).ToResponse()
            ?? await idempotency.FindAsync(command, cancellationToken)
            ?? DeclineAgain(request, message, command)
            ?? await refusals.FindAsync(command, contract!, cancellationToken)
            ?? (object?)CheckInput(message, command.At);
        if (response is not null)
            return FeedbackRequestTransition.Respond(response);

        var facts = await factsReader.ReadAsync(contract!, command.At, cancellationToken);
        var transition = FeedbackRequestTransitions.Decline(request, message, contract!, facts, policy);
        if (transition.Response is FeedbackRefused refused)
            refusals.Add(command, contract!, facts, refused);
        else
            (request.DeclinePolicy, request.DeclineFacts) = (policy.Json, facts.ToJson());

        idempotency.Add(command, transition.Response!);
        return transition;
    }

    /// <summary>The first response to the same wish under another key, which from now on has that response, too.</summary>
    private DeclineAccepted? DeclineAgain(FeedbackRequestState request, DeclineFeedbackRequest message, Command command)
    {
        var again = FeedbackRequestTransitions.DeclineAgain(request, message);
        if (again is not null)
            idempotency.Add(command, again);

        return again;
    }

    /// <summary>A date that lay ahead the first time may lie behind when the command comes again, so it is checked last.</summary>
    private InvalidInput? CheckInput(DeclineFeedbackRequest message, DateTimeOffset at) => new CommandInput()
        .Later("askAgainFrom", message.AskAgainFrom?.ToMicroseconds(), at, policy.Options.LongestAskAgain)
        .ToResponse();
}

/// <summary>Takes a decline of a request that the contract does not have. The contract's row is locked, and nothing is written.</summary>
internal sealed class DeclineUnknownRequestConsumer(FeedbackDbContext db) : IConsumer<DeclineFeedbackRequest>
{
    public async Task Consume(ConsumeContext<DeclineFeedbackRequest> context)
    {
        var (decline, contract) = (context.Message, db.LockedContract(context.Message.ContractId));
        var response = contract.CheckCaller(Command.Of(decline), ContractRoles.Client)
            ?? new FeedbackRequestNotFound { ContractId = decline.ContractId, RequestId = decline.RequestId };
        await context.PublishAndRespondAsync(FeedbackRequestTransition.Respond(response));
    }
}
