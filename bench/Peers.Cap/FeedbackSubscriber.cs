using DotNetCore.CAP;
using Microsoft.EntityFrameworkCore;
using Peers.Common;

namespace Peers.Cap;

/// <summary>
/// Each decision is one transaction with the rows of its messages, which leave after the commit. A timer is a message that CAP publishes
/// later.
/// </summary>
public sealed class FeedbackSubscriber(PeerDbContext db, ICapPublisher publisher) : ICapSubscribe
{
    [CapSubscribe(MessageNames.RequestFeedback, Group = MessageNames.RequestFeedback, GroupConcurrent = PeerSettings.MessagesAtOnce)]
    public async Task RequestAsync(RequestFeedback command, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(publisher, cancellationToken: cancellationToken);
        var contract = await db.LockContractAsync(command.ContractId, cancellationToken);
        var request = FeedbackRequest.On(contract, command.RequestId, command.CallerId, command.Message, command.RequestedAt);
        db.Add(request);
        await db.SaveChangesAsync(cancellationToken);
        await publisher.PublishDelayAsync(
            Policy.Current.RequestWindow, MessageNames.FeedbackExpiry, new FeedbackExpiry(request.Id, request.ContractId),
            cancellationToken: cancellationToken);
        await publisher.PublishAsync(MessageNames.FeedbackRequested, request.ToEvent(), cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [CapSubscribe(MessageNames.ProvideFeedback, Group = MessageNames.ProvideFeedback, GroupConcurrent = PeerSettings.MessagesAtOnce)]
    public async Task ProvideAsync(ProvideFeedback command, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(publisher, cancellationToken: cancellationToken);
        var contract = await db.LockContractAsync(command.ContractId, cancellationToken);
        var request = await FindAsync(command.RequestId, cancellationToken);
        var (feedback, provided) = request.Answer(
            contract, command.FeedbackId, command.CallerId, command.Ratings, command.Comment, command.SubmittedAt);
        request.Version++;
        db.Add(feedback);
        await db.SaveChangesAsync(cancellationToken);
        await publisher.PublishAsync(MessageNames.FeedbackProvided, provided, cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [CapSubscribe(MessageNames.FeedbackExpiry, Group = MessageNames.FeedbackExpiry, GroupConcurrent = PeerSettings.MessagesAtOnce)]
    public async Task ExpireAsync(FeedbackExpiry timer, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(publisher, cancellationToken: cancellationToken);
        var contract = await db.LockContractAsync(timer.ContractId, cancellationToken);
        var request = await FindAsync(timer.RequestId, cancellationToken);
        if (request.Expire(contract, DateTimeOffset.UtcNow) is not { } expired)
            return;

        request.Version++;
        await db.SaveChangesAsync(cancellationToken);
        await publisher.PublishAsync(MessageNames.FeedbackRequestExpired, expired, cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task<FeedbackRequest> FindAsync(Guid requestId, CancellationToken cancellationToken) =>
        db.Set<FeedbackRequest>().SingleAsync(request => request.Id == requestId, cancellationToken);
}
