using Contracts.Messages;

namespace Crash.Ledger;

/// <summary>What upstream systems told is known as if it had been told once and in order (R40).</summary>
internal static class FactAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var databases = evidence.Databases;
        var contracts = databases.Contracts.ToDictionary(row => row.ContractId);
        var payments = databases.Payments.ToDictionary(row => row.PaymentId);
        var finalFeedback = databases.FinalFeedback.ToHashSet();

        return Missing(evidence.Plan.Facts<ContractStarted>(), fact => fact.EventId, fact =>
                contracts.TryGetValue(fact.ContractId, out var row)
                && (row.ClientId, row.FreelancerId, row.StartedAt) == (fact.ClientId, fact.FreelancerId, Stored(fact.StartedAt)))
            .Concat(Missing(evidence.Plan.Facts<ContractEnded>(), fact => fact.EventId, fact =>
                contracts.TryGetValue(fact.ContractId, out var row) && row.EndedAt == Stored(fact.EndedAt)))
            .Concat(Missing(evidence.Plan.Facts<PaymentMade>(), fact => fact.EventId, fact =>
                payments.TryGetValue(fact.PaymentId, out var row) && row.PaidAt == Stored(fact.PaidAt)))
            .Concat(Missing(evidence.Plan.Facts<PaymentReversed>(), fact => fact.EventId, fact =>
                payments.TryGetValue(fact.PaymentId, out var row) && row.ReversedAt == Stored(fact.ReversedAt)))
            .Concat(Missing(
                evidence.Plan.Facts<EndOfContractFeedbackGiven>(), fact => fact.EventId, fact => finalFeedback.Contains(fact.FeedbackId)))
            .Concat(Missing(Latest(evidence.Plan.Facts<UserProfileChanged>()), fact => fact.EventId, fact =>
                databases.Addresses.TryGetValue(fact.UserId, out var address) && address == fact.Email));
    }

    private static IEnumerable<Finding> Missing<T>(IEnumerable<T> told, Func<T, string> eventId, Func<T, bool> isKnown) =>
        from fact in told
        where !isKnown(fact)
        select new Finding(Fate.Lost, typeof(T).Name, eventId(fact), "was told, and is not what the database says");

    private static IEnumerable<UserProfileChanged> Latest(IEnumerable<UserProfileChanged> changes) =>
        changes.GroupBy(change => change.UserId).Select(user => user.MaxBy(change => change.ChangedAt)!);

    /// <summary>Databases keep microseconds.</summary>
    private static DateTimeOffset Stored(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
