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

        return
        [
            .. Missing(evidence.Plan.UpstreamEvents<ContractStarted>(), started => started.EventId, started =>
                contracts.TryGetValue(started.ContractId, out var row)
                && row.ClientId == started.ClientId
                && row.FreelancerId == started.FreelancerId
                && row.StartedAt == Stored(started.StartedAt)),
            .. Missing(evidence.Plan.UpstreamEvents<ContractEnded>(), ended => ended.EventId, ended =>
                contracts.TryGetValue(ended.ContractId, out var row) && row.EndedAt == Stored(ended.EndedAt)),
            .. Missing(evidence.Plan.UpstreamEvents<PaymentMade>(), made => made.EventId, made =>
                payments.TryGetValue(made.PaymentId, out var row) && row.PaidAt == Stored(made.PaidAt)),
            .. Missing(evidence.Plan.UpstreamEvents<PaymentReversed>(), reversed => reversed.EventId, reversed =>
                payments.TryGetValue(reversed.PaymentId, out var row) && row.ReversedAt == Stored(reversed.ReversedAt)),
            .. Missing(evidence.Plan.UpstreamEvents<EndOfContractFeedbackGiven>(), given => given.EventId, given =>
                finalFeedback.Contains(given.FeedbackId)),
            .. Missing(Latest(evidence.Plan.UpstreamEvents<UserProfileChanged>()), changed => changed.EventId, changed =>
                databases.Addresses.TryGetValue(changed.UserId, out var address) && address == changed.Email),
        ];
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
