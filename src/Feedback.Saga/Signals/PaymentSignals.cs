using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Signals;

/// <summary>
/// Finds requests near a refund or a bonus (R65), from either side, after the commit of that side: whichever commits last finds it (R40).
/// </summary>
internal sealed class PaymentSignals(IOptions<SignalOptions> options)
{
    /// <summary>More on one contract within one window is no use to anybody.</summary>
    private const int MostPayments = 100;

    /// <summary>Signals of a request. It takes one read, by the index of the contract's payments.</summary>
    public async Task<IReadOnlyList<AbuseSignal>> OfRequestAsync(
        FeedbackDbContext db, FeedbackRequested request, CancellationToken cancellationToken)
    {
        var (from, to) = (request.RequestedAt - options.Value.PaymentWindow, request.RequestedAt + options.Value.PaymentWindow);
        var payments = await db.Payments.AsNoTracking()
            .Where(payment => payment.ContractId == request.ContractId && payment.IsPositive && payment.PaidAt != null
                && ((payment.IsBonus && payment.PaidAt >= from && payment.PaidAt <= to)
                    || (payment.ReversedAt >= from && payment.ReversedAt <= to)))
            .OrderBy(payment => payment.PaymentId)
            .Take(MostPayments)
            .ToListAsync(cancellationToken);
        var asked = new AskedRequest(
            request.RequestId, request.ContractId, request.FreelancerId, request.ClientId, request.RequestedAt);
        return [.. payments.SelectMany(FactsOf).Where(fact => IsNear(fact, asked)).Select(fact => SignalOf(fact, asked))];
    }

    /// <summary>Signals of payments as they stand. Where none is a refund or a bonus it reads nothing.</summary>
    public async Task<IReadOnlyList<AbuseSignal>> OfPaymentsAsync(
        FeedbackDbContext db, IEnumerable<Payment> payments, CancellationToken cancellationToken)
    {
        var facts = payments.SelectMany(FactsOf).ToList();
        if (facts.Count == 0)
            return [];

        var contracts = facts.Select(fact => fact.Payment.ContractId).Distinct(StringComparer.Ordinal).ToList();
        var from = facts.Min(fact => fact.At) - options.Value.PaymentWindow;
        var to = facts.Max(fact => fact.At) + options.Value.PaymentWindow;
        var requests = await db.Requests.AsNoTracking()
            .Where(request => contracts.Contains(request.ContractId) && request.RequestedAt >= from && request.RequestedAt <= to)
            .Select(request => new AskedRequest(
                request.CorrelationId, request.ContractId, request.FreelancerId, request.ClientId, request.RequestedAt))
            .ToListAsync(cancellationToken);
        var byContract = requests.ToLookup(request => request.ContractId, StringComparer.Ordinal);
        return
        [
            .. facts.SelectMany(fact => byContract[fact.Payment.ContractId]
                .Where(request => IsNear(fact, request)).Select(request => SignalOf(fact, request))),
        ];
    }

    /// <summary>What to look at because of payments that were stored: most are no refund and no bonus, and nothing is looked at.</summary>
    public IEnumerable<LookForSignals> LooksFor(IEnumerable<Payment> payments) => options.Value.Enabled
        ? payments.Where(payment => FactsOf(payment).Any()).Select(payment => new LookForSignals { PaymentId = payment.PaymentId })
        : [];

    /// <summary>Only what was paid can be refunded or be a bonus, so a reversal waits for its payment (R40).</summary>
    private static IEnumerable<PaymentFact> FactsOf(Payment payment)
    {
        if (payment is not { PaidAt: { } paidAt, IsPositive: true })
            yield break;
        if (payment.IsBonus)
            yield return new PaymentFact(AbuseSignalKinds.AskedNearBonus, payment, paidAt);
        if (payment.ReversedAt is { } reversedAt)
            yield return new PaymentFact(AbuseSignalKinds.AskedNearRefund, payment, reversedAt);
    }

    private bool IsNear(PaymentFact fact, AskedRequest request) => (request.At - fact.At).Duration() <= options.Value.PaymentWindow;

    private AbuseSignal SignalOf(PaymentFact fact, AskedRequest request) => new()
    {
        SignalId = AbuseSignal.IdOf(fact.Kind, $"{request.RequestId}", fact.Payment.PaymentId),
        Kind = fact.Kind,
        ContractId = request.ContractId,
        FreelancerId = request.FreelancerId,
        ClientId = request.ClientId,
        RequestId = request.RequestId,
        At = request.At,
        Evidence = AbuseSignal.ToJson(new AbuseSignalEvidence
        {
            PaymentId = fact.Payment.PaymentId,
            PaymentAt = fact.At,
            Window = options.Value.PaymentWindow,
        }),
    };

    private sealed record PaymentFact(string Kind, Payment Payment, DateTimeOffset At);

    private sealed record AskedRequest(Guid RequestId, string ContractId, string FreelancerId, string ClientId, DateTimeOffset At);
}
