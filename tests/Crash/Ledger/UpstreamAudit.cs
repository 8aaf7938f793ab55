using Contracts.Messages;

namespace Crash.Ledger;

/// <summary>What upstream systems published is known as if it had been published once and in order (R40).</summary>
internal static class UpstreamAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var databases = evidence.Databases;
        var contracts = databases.Contracts.ToDictionary(row => row.ContractId);
        var payments = databases.Payments.ToDictionary(row => row.PaymentId);
        var finalFeedback = databases.FinalFeedback.ToHashSet();

        return Missing(evidence.Plan.UpstreamEvents<ContractStarted>(), upstreamEvent => upstreamEvent.EventId, upstreamEvent =>
                contracts.TryGetValue(upstreamEvent.ContractId, out var row)
                && (row.ClientId, row.FreelancerId, row.StartedAt) == (upstreamEvent.ClientId, upstreamEvent.FreelancerId, Stored(upstreamEvent.StartedAt)))
            .Concat(Missing(evidence.Plan.UpstreamEvents<ContractEnded>(), upstreamEvent => upstreamEvent.EventId, upstreamEvent =>
                contracts.TryGetValue(upstreamEvent.ContractId, out var row) && row.EndedAt == Stored(upstreamEvent.EndedAt)))
            .Concat(Missing(evidence.Plan.UpstreamEvents<PaymentMade>(), upstreamEvent => upstreamEvent.EventId, upstreamEvent =>
                payments.TryGetValue(upstreamEvent.PaymentId, out var row) && row.PaidAt == Stored(upstreamEvent.PaidAt)))
            .Concat(Missing(evidence.Plan.UpstreamEvents<PaymentReversed>(), upstreamEvent => upstreamEvent.EventId, upstreamEvent =>
                payments.TryGetValue(upstreamEvent.PaymentId, out var row) && row.ReversedAt == Stored(upstreamEvent.ReversedAt)))
            .Concat(Missing(
                evidence.Plan.UpstreamEvents<EndOfContractFeedbackGiven>(), upstreamEvent => upstreamEvent.EventId, upstreamEvent => finalFeedback.Contains(upstreamEvent.FeedbackId)))
            .Concat(Missing(Latest(evidence.Plan.UpstreamEvents<UserProfileChanged>()), upstreamEvent => upstreamEvent.EventId, upstreamEvent =>
                databases.Addresses.TryGetValue(upstreamEvent.UserId, out var address) && address == upstreamEvent.Email));
    }

    private static IEnumerable<Finding> Missing<T>(IEnumerable<T> published, Func<T, string> eventId, Func<T, bool> isKnown) =>
        from upstreamEvent in published
        where !isKnown(upstreamEvent)
        select new Finding(Fate.Lost, typeof(T).Name, eventId(upstreamEvent), "was published, and is not what the database says");

    private static IEnumerable<UserProfileChanged> Latest(IEnumerable<UserProfileChanged> changes) =>
        changes.GroupBy(change => change.UserId).Select(user => user.MaxBy(change => change.ChangedAt)!);

    /// <summary>Databases keep microseconds.</summary>
    private static DateTimeOffset Stored(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
