using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>
/// A page of one user's contracts. Those with a request that waits for the user come first, by its expiry; then the open ones and then
/// those that ended, each the latest started first. All pages of a list are ordered as of the instant of the first, so that a request
/// that is made or answered between two pages neither hides a contract nor shows it twice. One that is stored late, with an earlier
/// instant, may.
/// </summary>
/// <param name="Contracts">The contracts.</param>
/// <param name="Next">The cursor of the next page; none on the last.</param>
internal sealed record MyContractsPage(IReadOnlyList<Contract> Contracts, string? Next)
{
    /// <param name="db">Where they are read.</param>
    /// <param name="callerId">The user.</param>
    /// <param name="after">Where the previous page ended; null for the first.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="size">Contracts per page; brought into 1 to 100.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<MyContractsPage> ReadAsync(
        FeedbackDbContext db, string callerId, MyContractsCursor? after, DateTimeOffset now, int size, CancellationToken cancellationToken)
    {
        size = Math.Clamp(size, 1, Limits.MaxPageSize);
        var asOf = after?.AsOf ?? now;
        var found = new List<(MyContractsGroup Group, Contract Contract)>();
        for (var group = after?.Group ?? MyContractsGroup.Waiting; group <= MyContractsGroup.Ended && found.Count <= size; group++)
        {
            var place = after?.Group == group ? new ContractCursor(after.Key, after.ContractId) : null;
            var count = size + 1 - found.Count;
            var contracts = group switch
            {
                MyContractsGroup.Waiting => await WaitingAsync(db, callerId, asOf, place, count, cancellationToken),
                MyContractsGroup.Open => await ContractPage.TakeAsync(OpenOf(db, callerId, asOf), place, count, cancellationToken),
                _ => await ContractPage.TakeAsync(EndedOf(db, callerId, asOf), place, count, cancellationToken),
            };
            found.AddRange(contracts.Select(contract => (group, contract)));
        }

        var page = found.Take(size).Select(item => item.Contract).ToList();
        return new MyContractsPage(page, found.Count > size ? MyContractsCursor.After(found[size - 1], asOf).ToString() : null);
    }

    private static Task<List<Contract>> WaitingAsync(
        FeedbackDbContext db, string callerId, DateTimeOffset asOf, ContractCursor? after, int count, CancellationToken cancellationToken)
    {
        var waiting = db.Contracts.Where(contract => contract.ClientId == callerId
            && contract.StartedAt != null
            && contract.LastRequestedAt <= asOf && contract.LastRequestExpiresAt > asOf
            && (contract.LastRequestEndedAt == null || contract.LastRequestEndedAt > asOf)
            && (contract.EndedAt == null || contract.EndedAt > asOf));
        if (after is var (expiresAt, contractId))
        {
            waiting = waiting.Where(contract => contract.LastRequestExpiresAt > expiresAt
                || (contract.LastRequestExpiresAt == expiresAt && contract.ContractId.CompareTo(contractId) > 0));
        }

        return waiting.OrderBy(contract => contract.LastRequestExpiresAt).ThenBy(contract => contract.ContractId)
            .Take(count).AsNoTracking().ToListAsync(cancellationToken);
    }

    private static IReadOnlyList<IQueryable<Contract>> OpenOf(FeedbackDbContext db, string callerId, DateTimeOffset asOf) =>
    [
        db.Contracts.Where(contract => contract.ClientId == callerId
            && (contract.EndedAt == null || contract.EndedAt > asOf)
            && (contract.LastRequestedAt == null || contract.LastRequestedAt > asOf || contract.LastRequestExpiresAt <= asOf
                || contract.LastRequestEndedAt <= asOf)),
        db.Contracts.Where(contract => contract.FreelancerId == callerId && contract.ClientId != callerId
            && (contract.EndedAt == null || contract.EndedAt > asOf)),
    ];

    private static IReadOnlyList<IQueryable<Contract>> EndedOf(FeedbackDbContext db, string callerId, DateTimeOffset asOf) =>
    [
        db.Contracts.Where(contract => contract.ClientId == callerId && contract.EndedAt <= asOf),
        db.Contracts.Where(contract => contract.FreelancerId == callerId && contract.ClientId != callerId && contract.EndedAt <= asOf),
    ];
}

/// <summary>The groups of the list, in its order.</summary>
internal enum MyContractsGroup
{
    Waiting,
    Open,
    Ended,
}

/// <summary>Where a page of a user's contracts ended.</summary>
/// <param name="Group">The group of its last contract.</param>
/// <param name="AsOf">The instant of the first page.</param>
/// <param name="Key">By what the group is ordered: the expiry of the request, or the start of the contract.</param>
/// <param name="ContractId">Its last contract.</param>
internal sealed record MyContractsCursor(MyContractsGroup Group, DateTimeOffset AsOf, DateTimeOffset Key, string ContractId)
{
    public static MyContractsCursor After((MyContractsGroup Group, Contract Contract) last, DateTimeOffset asOf)
    {
        var key = last.Group == MyContractsGroup.Waiting ? last.Contract.LastRequestExpiresAt : last.Contract.StartedAt;
        return new MyContractsCursor(last.Group, asOf, key!.Value, last.Contract.ContractId);
    }

    public override string ToString() => CursorText.Of([(int)Group, AsOf.UtcTicks, Key.UtcTicks], ContractId);

    /// <summary>False for a text that is no cursor of ours; no text is the beginning.</summary>
    public static bool TryParse(string? text, out MyContractsCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
            return true;

        if (!CursorText.TryRead(
            text, [(long)MyContractsGroup.Ended, CursorText.MaxTicks, CursorText.MaxTicks], out var numbers, out var contractId))
            return false;

        cursor = new MyContractsCursor(
            (MyContractsGroup)numbers[0],
            new DateTimeOffset(numbers[1], TimeSpan.Zero),
            new DateTimeOffset(numbers[2], TimeSpan.Zero),
            contractId);
        return true;
    }
}
