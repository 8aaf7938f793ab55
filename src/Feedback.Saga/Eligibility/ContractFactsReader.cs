using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using Feedback.Saga.Rollout;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Eligibility;

/// <summary>
/// Reads what is known of a contract as of an instant. The contract's row suffices nearly always. Only when its latest payment does not
/// settle R3 are the payments read, as they stood at that instant: a later payment, or a later reversal, may be known already (R40).
/// </summary>
internal sealed class ContractFactsReader(FeedbackDbContext db, EligibilityPolicy policy, RolloutInForce rollout)
{
    public async Task<ContractFacts> ReadAsync(Contract contract, DateTimeOffset at, CancellationToken cancellationToken) =>
        (await ReadAsync([contract], at, cancellationToken))[contract.ContractId];

    /// <summary>The facts of several started contracts, by contract id.</summary>
    public async Task<Dictionary<string, ContractFacts>> ReadAsync(
        IReadOnlyCollection<Contract> contracts, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var inForce = await rollout.GetAsync(cancellationToken);
        var unsettled = contracts.Where(contract => !IsPaidWithinWindow(contract, at)).Select(contract => contract.ContractId).ToList();
        var payments = unsettled.Count == 0 ? [] : await LatestPaymentsAsync(unsettled, at, cancellationToken);

        return contracts.ToDictionary(
            contract => contract.ContractId,
            contract => FactsOf(contract, at, inForce, payments.GetValueOrDefault(contract.ContractId, contract.LastPaymentAt)),
            StringComparer.Ordinal);
    }

    private bool IsPaidWithinWindow(Contract contract, DateTimeOffset at) =>
        contract.LastPaymentAt is { } paidAt && paidAt <= at && at - paidAt <= policy.Options.PaymentWindow;

    private Task<Dictionary<string, DateTimeOffset?>> LatestPaymentsAsync(
        List<string> contractIds, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var windowStart = at - policy.Options.PaymentWindow;
        return db.Payments.AsNoTracking()
            .Where(payment => contractIds.Contains(payment.ContractId))
            .Where(payment => payment.PaidAt >= windowStart && payment.PaidAt <= at)
            .Where(payment => payment.IsPositive && (payment.ReversedAt == null || payment.ReversedAt > at))
            .GroupBy(payment => payment.ContractId)
            .Select(paid => new { ContractId = paid.Key, LastPaidAt = paid.Max(payment => payment.PaidAt) })
            .ToDictionaryAsync(paid => paid.ContractId, paid => paid.LastPaidAt, StringComparer.Ordinal, cancellationToken);
    }

    private static ContractFacts FactsOf(
        Contract contract, DateTimeOffset at, RolloutSnapshot rollout, DateTimeOffset? lastPaymentAt)
    {
        var cohort = rollout.CohortOf(contract.FreelancerId!);
        return new ContractFacts
        {
            At = at,
            StartedAt = contract.StartedAt!.Value,
            EndedAt = contract.EndedAt,
            LastPaymentAt = lastPaymentAt <= at ? lastPaymentAt : null,
            LastFeedbackAt = contract.LastFeedbackAt,
            InRollout = cohort != RolloutCohorts.None,
            RolloutVersion = rollout.Version,
            Cohort = cohort,
            Request = contract.LastRequestId is not { } requestId ? null : new LatestRequest
            {
                RequestId = requestId,
                RequestedAt = contract.LastRequestedAt!.Value,
                ExpiresAt = contract.LastRequestExpiresAt!.Value,
                EndedAt = contract.LastRequestEndedAt,
                Answered = contract.LastRequestAnswered,
                AskAgainFrom = contract.LastRequestAskAgainFrom,
            },
        };
    }
}
