using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Feedback;

/// <summary>
/// Hands the mid-contract feedback of a contract that ended over to the end-of-contract feedback system (R73), under the contract's lock:
/// what the contract's client gave its freelancer. The contract's row remembers the instant, so that each hand-over is later than the one
/// before.
/// </summary>
internal sealed class HandOver(TimeProvider clock)
{
    /// <summary>
    /// The event to publish after something of what it says has changed, in the transaction that is open on <paramref name="db"/>; none
    /// while the contract is open, and if its client provided no feedback on it and none was handed over.
    /// </summary>
    /// <param name="db">The database, with the changes that are not saved yet; those of who gave feedback to whom are saved.</param>
    /// <param name="contract">The contract, whose row is locked.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<MidContractFeedbackHandedOver?> NextAsync(
        FeedbackDbContext db, Contract? contract, CancellationToken cancellationToken)
    {
        if (contract is not { IsStarted: true, EndedAt: not null, LastFeedbackAt: not null })
            return null;

        // What is tracked wins over what was read, and feedback of this transaction has no row yet.
        var stored = await LatestOf(db.MidContractFeedback.AsTracking(), contract).ToListAsync(cancellationToken);
        var added = db.ChangeTracker.Entries<MidContractFeedback>()
            .Where(entry => entry.State == EntityState.Added && entry.Entity.ContractId == contract.ContractId)
            .Select(entry => entry.Entity);
        stored.AddRange(added);
        if (stored.Count == 0 && contract.HandedOverAt is null)
            return null;

        contract.HandOver(clock.GetUtcNow().ToMicroseconds());
        return EventOf(contract, stored);
    }

    /// <summary>The event of the latest hand-over of a contract that was handed over; nothing of it is tracked.</summary>
    public static async Task<MidContractFeedbackHandedOver> LatestAsync(
        FeedbackDbContext db, Contract contract, CancellationToken cancellationToken) =>
        EventOf(contract, await LatestOf(db.MidContractFeedback.AsNoTracking(), contract).ToListAsync(cancellationToken));

    /// <summary>One more than an event holds.</summary>
    private static IQueryable<MidContractFeedback> LatestOf(IQueryable<MidContractFeedback> feedback, Contract contract) => feedback
        .BetweenThePartiesOf(contract)
        .OrderByDescending(one => one.ProvidedAt)
        .ThenByDescending(one => one.FeedbackId)
        .Take(MidContractFeedbackHandedOver.MaxFeedback + 1);

    private static MidContractFeedbackHandedOver EventOf(Contract contract, IEnumerable<MidContractFeedback> feedback)
    {
        List<MidContractFeedbackItem> all = [.. feedback.InOrder().Select(one => one.ToItem())];
        var fitting = Fitting(all);
        return new MidContractFeedbackHandedOver
        {
            ContractId = contract.ContractId,
            ClientId = contract.ClientId!,
            FreelancerId = contract.FreelancerId!,
            StartedAt = contract.StartedAt!.Value,
            EndedAt = contract.EndedAt!.Value,
            Feedback = all[^fitting..],
            IsShortened = fitting < all.Count,
            HandedOverAt = contract.HandedOverAt!.Value,
        };
    }

    /// <summary>How much of it fits into the event, from the latest on.</summary>
    private static int Fitting(List<MidContractFeedbackItem> all)
    {
        var (fitting, length) = (0, 0);
        foreach (var item in Enumerable.Reverse(all))
        {
            length += item.Comment?.Length ?? 0;
            if (fitting == MidContractFeedbackHandedOver.MaxFeedback || length > MidContractFeedbackHandedOver.MaxCommentsLength)
                break;

            fitting++;
        }

        return fitting;
    }
}

/// <summary>Mid-contract feedback as other systems get it.</summary>
internal static class MidContractFeedbackItems
{
    /// <summary>
    /// What the contract's client gave its freelancer. An earlier start may have named other parties after feedback was provided; that
    /// feedback is nothing that these said of each other (R72, R73).
    /// </summary>
    public static IQueryable<MidContractFeedback> BetweenThePartiesOf(this IQueryable<MidContractFeedback> feedback, Contract contract) =>
        feedback.Where(one => one.ContractId == contract.ContractId
            && one.ClientId == contract.ClientId && one.FreelancerId == contract.FreelancerId);

    /// <summary>Oldest first.</summary>
    public static IEnumerable<MidContractFeedback> InOrder(this IEnumerable<MidContractFeedback> feedback) =>
        feedback.OrderBy(one => one.ProvidedAt).ThenBy(one => one.FeedbackId);

    /// <summary>What is held or taken down carries no ratings, no score and no comment (R59, R72).</summary>
    public static MidContractFeedbackItem ToItem(this MidContractFeedback feedback)
    {
        var isVisible = feedback.Visibility == FeedbackVisibilities.Visible;
        return new MidContractFeedbackItem
        {
            FeedbackId = feedback.FeedbackId,
            RequestId = feedback.RequestId,
            ProvidedAt = feedback.ProvidedAt,
            Visibility = feedback.Visibility,
            Ratings = isVisible ? feedback.Ratings : null,
            Score = isVisible ? feedback.Score : null,
            Comment = isVisible ? feedback.Comment : null,
            CountsTowardJobSuccessScore = false,
        };
    }
}
