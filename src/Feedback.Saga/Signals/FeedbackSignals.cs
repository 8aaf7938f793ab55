using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Signals;

/// <summary>
/// Finds pairs of people who provide feedback about each other, and freelancers with much feedback of five stars from young accounts (R66).
/// Both go from the contracts of a person, which have an index, to the feedback on them, so that feedback needs no further index.
/// </summary>
internal sealed class FeedbackSignals(IOptions<SignalOptions> options)
{
    private const decimal FiveStars = Limits.MaxRating;

    /// <summary>What a look reads at most; more makes no signal stronger.</summary>
    private const int MostRows = 1000;

    private const int MostNamed = 20;

    /// <summary>Signals of feedback whose event came.</summary>
    public async Task<IReadOnlyList<AbuseSignal>> OfFeedbackAsync(
        FeedbackDbContext db, FeedbackProvided feedback, CancellationToken cancellationToken)
    {
        var pairs = await PairsAsync(db, feedback, cancellationToken);
        return feedback.Score == FiveStars && await IsYoungAsync(db, feedback, cancellationToken)
            ? [.. pairs, .. await YoungAsync(db, feedback.FreelancerId, feedback.ProvidedAt, feedback.ProvidedAt, cancellationToken)]
            : pairs;
    }

    /// <summary>Signals of feedback that a client may have provided before it was known when the account was opened (R40).</summary>
    public async Task<IReadOnlyList<AbuseSignal>> OfAccountAsync(FeedbackDbContext db, string clientId, CancellationToken cancellationToken)
    {
        var openedAt = await OpenedAtAsync(db, clientId, cancellationToken);
        if (openedAt is null)
            return [];

        var grown = openedAt.Value + options.Value.YoungAccountAge;
        var provided = await (
            from contract in db.Contracts.AsNoTracking()
            where contract.ClientId == clientId
            join feedback in db.MidContractFeedback.AsNoTracking() on contract.ContractId equals feedback.ContractId
            where feedback.ClientId == clientId && feedback.Score == FiveStars && feedback.ProvidedAt < grown
            orderby feedback.ProvidedAt
            select new { feedback.FreelancerId, feedback.ProvidedAt }).Take(MostRows).ToListAsync(cancellationToken);
        var found = new List<AbuseSignal>();
        foreach (var about in provided.GroupBy(feedback => feedback.FreelancerId, StringComparer.Ordinal))
        {
            found.AddRange(await YoungAsync(
                db, about.Key, about.Min(feedback => feedback.ProvidedAt), about.Max(feedback => feedback.ProvidedAt), cancellationToken));
        }

        return found;
    }

    /// <summary>One signal for two contracts, found by the feedback that is handled last; it names the two that lie closest.</summary>
    private async Task<IReadOnlyList<AbuseSignal>> PairsAsync(
        FeedbackDbContext db, FeedbackProvided given, CancellationToken cancellationToken)
    {
        var (from, to) = (given.ProvidedAt - options.Value.ReciprocalWindow, given.ProvidedAt + options.Value.ReciprocalWindow);
        var returned = await (
            from contract in db.Contracts.AsNoTracking()
            where contract.FreelancerId == given.ClientId && contract.ClientId == given.FreelancerId
            join feedback in db.MidContractFeedback.AsNoTracking() on contract.ContractId equals feedback.ContractId
            where feedback.ClientId == given.FreelancerId && feedback.FreelancerId == given.ClientId
                && feedback.ProvidedAt >= @from && feedback.ProvidedAt <= to
            orderby feedback.ProvidedAt
            select new ProvidedFeedback(
                feedback.FeedbackId, feedback.ContractId, feedback.FreelancerId, feedback.ClientId, feedback.ProvidedAt))
            .Take(MostRows).ToListAsync(cancellationToken);
        var own = new ProvidedFeedback(given.FeedbackId, given.ContractId, given.FreelancerId, given.ClientId, given.ProvidedAt);
        return
        [
            .. returned.GroupBy(feedback => feedback.ContractId, StringComparer.Ordinal)
                .Select(contract => contract.MinBy(feedback => (feedback.At - own.At).Duration())!)
                .Select(other => other.At > own.At ? PairOf(other, own) : PairOf(own, other)),
        ];
    }

    private AbuseSignal PairOf(ProvidedFeedback later, ProvidedFeedback earlier) => new()
    {
        SignalId = AbuseSignal.IdOf(
            AbuseSignalKinds.ReciprocalPair, new[] { later.ContractId, earlier.ContractId }.Order(StringComparer.Ordinal)),
        Kind = AbuseSignalKinds.ReciprocalPair,
        ContractId = later.ContractId,
        FreelancerId = later.FreelancerId,
        ClientId = later.ClientId,
        FeedbackId = later.FeedbackId,
        At = later.At,
        Evidence = AbuseSignal.ToJson(new AbuseSignalEvidence
        {
            OtherContractId = earlier.ContractId,
            OtherFeedbackId = earlier.FeedbackId,
            OtherAt = earlier.At,
            Window = options.Value.ReciprocalWindow,
        }),
    };

    private async Task<bool> IsYoungAsync(FeedbackDbContext db, FeedbackProvided feedback, CancellationToken cancellationToken) =>
        IsYoung(feedback.ProvidedAt, await OpenedAtAsync(db, feedback.ClientId, cancellationToken));

    private bool IsYoung(DateTimeOffset providedAt, DateTimeOffset? openedAt) => providedAt - openedAt < options.Value.YoungAccountAge;

    private static Task<DateTimeOffset?> OpenedAtAsync(FeedbackDbContext db, string clientId, CancellationToken cancellationToken) =>
        db.ClientAccounts.AsNoTracking()
            .Where(account => account.ClientId == clientId)
            .Select(account => (DateTimeOffset?)account.OpenedAt)
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Signals of the freelancer's feedback from the first of two instants on, as far as what was provided at the last counts for it:
    /// feedback that is handled late makes what was provided after it one more (R40).
    /// </summary>
    private async Task<IReadOnlyList<AbuseSignal>> YoungAsync(
        FeedbackDbContext db, string freelancerId, DateTimeOffset first, DateTimeOffset last, CancellationToken cancellationToken)
    {
        var (from, to) = (first - options.Value.YoungAccountWindow, last + options.Value.YoungAccountWindow);
        var fiveStars = await (
            from contract in db.Contracts.AsNoTracking()
            where contract.FreelancerId == freelancerId
            join feedback in db.MidContractFeedback.AsNoTracking() on contract.ContractId equals feedback.ContractId
            where feedback.FreelancerId == freelancerId && feedback.Score == FiveStars
                && feedback.ProvidedAt >= @from && feedback.ProvidedAt <= to
            join account in db.ClientAccounts.AsNoTracking() on feedback.ClientId equals account.ClientId
            orderby feedback.ProvidedAt descending
            select new { feedback.FeedbackId, feedback.ContractId, feedback.ClientId, feedback.ProvidedAt, account.OpenedAt })
            .Take(MostRows).ToListAsync(cancellationToken);
        var young = fiveStars.Where(feedback => IsYoung(feedback.ProvidedAt, feedback.OpenedAt)).ToList();
        return
        [
            .. from feedback in young
               where feedback.ProvidedAt >= first
               let counted = young
                   .Where(other => other.ProvidedAt <= feedback.ProvidedAt
                       && feedback.ProvidedAt - other.ProvidedAt <= options.Value.YoungAccountWindow)
                   .ToList()
               where counted.Count >= options.Value.YoungAccountFeedback
               select new AbuseSignal
               {
                   SignalId = AbuseSignal.IdOf(AbuseSignalKinds.YoungAccounts, $"{feedback.FeedbackId}"),
                   Kind = AbuseSignalKinds.YoungAccounts,
                   ContractId = feedback.ContractId,
                   FreelancerId = freelancerId,
                   ClientId = feedback.ClientId,
                   FeedbackId = feedback.FeedbackId,
                   At = feedback.ProvidedAt,
                   Evidence = AbuseSignal.ToJson(new AbuseSignalEvidence
                   {
                       Count = counted.Count,
                       Clients = counted.Select(other => other.ClientId).Distinct(StringComparer.Ordinal).Count(),
                       FeedbackIds = [.. counted.Take(MostNamed).Select(other => other.FeedbackId)],
                       AccountOpenedAt = feedback.OpenedAt,
                       Window = options.Value.YoungAccountWindow,
                   }),
               },
        ];
    }

    private sealed record ProvidedFeedback(Guid FeedbackId, string ContractId, string FreelancerId, string ClientId, DateTimeOffset At);
}
