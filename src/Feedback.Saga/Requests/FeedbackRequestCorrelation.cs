using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Sagas;

namespace Feedback.Saga.Requests;

/// <summary>Which requests a message is for, as the locked row of its contract tells.</summary>
internal static class FeedbackRequestCorrelation
{
    /// <summary>Keeps the requests in the service's database; whatever the saga handles has its contract's row locked first.</summary>
    public static void CorrelateByContract(this EntityFrameworkSagaRepositoryConfigurator<FeedbackRequestState> repository)
    {
        repository.ExistingDbContext<FeedbackDbContext>();
        repository.LockAndFindAll<FeedbackDbContext, RequestFeedback>(FindAsync);
        repository.LockAndFind<FeedbackDbContext, ProvideFeedback>(FindAsync);
        repository.LockAndFind<FeedbackDbContext, DeclineFeedbackRequest>(FindAsync);
        repository.LockFirst<FeedbackDbContext, CloseFeedbackRequest>((db, close, token) =>
            db.LockContractAndRequestAsync(close.ContractId, token));
        repository.LockFirst<FeedbackDbContext, FeedbackRequestExpiryDue>((db, due, token) =>
            db.LockContractAndRequestAsync(due.ContractId, token));
        repository.LockFirst<FeedbackDbContext, FeedbackRequestReminderDue>((db, due, token) =>
            db.LockContractAndRequestAsync(due.ContractId, token));
    }

    /// <summary>
    /// The command's own request, none if it is new. If it is new, a request that still waits although its time is over handles the
    /// command first, and ends (R13).
    /// </summary>
    private static async Task<(IReadOnlyList<Guid> Earlier, Guid? Last)> FindAsync(
        FeedbackDbContext db, RequestFeedback command, CancellationToken cancellationToken)
    {
        await db.LockContractAsync(command.ContractId, cancellationToken);
        if (db.LockedContract(command.ContractId) is not { } contract)
            return ([], null);

        var at = command.RequestedAt.ToMicroseconds();
        if (contract.MayHaveMade(command.RequestId, at))
            return ([], command.RequestId);

        // The row may be gone, as after a restore: then there is nothing to end, and the new request takes its place.
        return contract.FreelancerId == command.CallerId && contract.OverdueRequestId(at) is { } overdue
            && await db.Requests.FindAsync([overdue], cancellationToken) is not null ? ([overdue], null) : ([], null);
    }

    /// <summary>The request that waits for feedback on the contract; none when no request does.</summary>
    private static async Task<Guid?> FindAsync(FeedbackDbContext db, ProvideFeedback command, CancellationToken cancellationToken)
    {
        await db.LockContractAndRequestAsync(command.ContractId, cancellationToken);
        return db.LockedContract(command.ContractId)?.WaitingRequestId;
    }

    /// <summary>The request that is named, if it is one of the contract: the latest, or an earlier one that has ended.</summary>
    private static async Task<Guid?> FindAsync(FeedbackDbContext db, DeclineFeedbackRequest command, CancellationToken cancellationToken)
    {
        await db.LockContractAndRequestAsync(command.ContractId, cancellationToken);
        return db.LockedContract(command.ContractId) is { LastRequestId: not null } contract
            && await db.Requests.FindAsync([command.RequestId], cancellationToken) is { } request
            && request.ContractId == contract.ContractId
            ? request.CorrelationId
            : null;
    }
}
