using Peers.Wolverine;
using Wolverine;

namespace Peers.Common;

/// <summary>
/// The request as Wolverine's saga. What a method returns is sent when the transaction commits, the timer after its delay.
/// </summary>
public sealed partial class FeedbackRequest : Saga
{
    public static async Task<(FeedbackRequest Saga, FeedbackExpiry Timer, FeedbackRequested Event)> StartAsync(
        RequestFeedback command, PeerDbContext db, CancellationToken cancellationToken)
    {
        var contract = await db.LockContractAsync(command.ContractId, cancellationToken);
        var request = On(contract, command.RequestId, command.CallerId, command.Message, command.RequestedAt);
        return (request, new FeedbackExpiry(request.Id, request.ContractId), request.ToEvent());
    }

    public async Task<FeedbackProvided> HandleAsync(ProvideFeedback command, PeerDbContext db, CancellationToken cancellationToken)
    {
        var contract = await db.LockContractAsync(command.ContractId, cancellationToken);
        var (feedback, provided) = Answer(
            contract, command.FeedbackId, command.CallerId, command.Ratings, command.Comment, command.SubmittedAt);
        db.Add(feedback);
        return provided;
    }

    public async Task<FeedbackRequestExpired?> HandleAsync(FeedbackExpiry timer, PeerDbContext db, CancellationToken cancellationToken)
    {
        var contract = await db.LockContractAsync(timer.ContractId, cancellationToken);
        return Expire(contract, DateTimeOffset.UtcNow);
    }
}
