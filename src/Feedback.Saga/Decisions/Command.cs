using Contracts.Messages;
using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Databases;

namespace Feedback.Saga.Decisions;

/// <summary>What the two commands have in common.</summary>
/// <param name="Kind">One of <see cref="CommandKinds"/>.</param>
/// <param name="Id">The id of the request or the feedback to be.</param>
/// <param name="ContractId">The contract that it is about.</param>
/// <param name="CallerId">Who acts.</param>
/// <param name="At">The instant that is judged.</param>
/// <param name="Idempotency">What makes a repeated call recognisable.</param>
internal sealed record Command(
    string Kind, Guid Id, string ContractId, string CallerId, DateTimeOffset At, IdempotencyKey? Idempotency)
{
    public static Command Of(RequestFeedback ask)
        => new(CommandKinds.Ask, ask.RequestId, ask.ContractId, ask.CallerId, ask.RequestedAt.ToMicroseconds(), ask.Idempotency);

    public static Command Of(ProvideFeedback give)
        => new(CommandKinds.Give, give.FeedbackId, give.ContractId, give.CallerId, give.SubmittedAt.ToMicroseconds(), give.Idempotency);
}
