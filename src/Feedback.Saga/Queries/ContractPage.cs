using Feedback.Saga.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>A page of contracts, the latest started first, found by where the page before it ended.</summary>
/// <param name="Contracts">The contracts.</param>
/// <param name="Next">The cursor of the next page; none on the last.</param>
internal sealed record ContractPage(IReadOnlyList<Contract> Contracts, string? Next)
{
    /// <param name="sources">Sets of contracts without a common member; each has an index to page by.</param>
    /// <param name="after">Where the previous page ended.</param>
    /// <param name="size">Contracts per page; brought into 1 to 100.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ContractPage> ReadAsync(
        IReadOnlyList<IQueryable<Contract>> sources, ContractCursor? after, int size, CancellationToken cancellationToken)
    {
        size = Math.Clamp(size, 1, Limits.MaxPageSize);
        var found = await TakeAsync(sources, after, size + 1, cancellationToken);

        return found.Count <= size
            ? new ContractPage(found, null)
            : new ContractPage(found[..size], ContractCursor.After(found[size - 1]).ToString());
    }

    /// <summary>The first contracts after that place, the latest started first.</summary>
    public static Task<List<Contract>> TakeAsync(
        IReadOnlyList<IQueryable<Contract>> sources, ContractCursor? after, int count, CancellationToken cancellationToken)
    {
        var candidates = sources.Select(source => Ordered(Following(source, after)).Take(count)).Aggregate(Queryable.Concat);
        return Ordered(candidates).Take(count).AsNoTracking().ToListAsync(cancellationToken);
    }

    private static IQueryable<Contract> Following(IQueryable<Contract> contracts, ContractCursor? after)
    {
        if (after is null)
            return contracts.Where(contract => contract.StartedAt != null);

        var (startedAt, contractId) = after;
        return contracts.Where(contract => contract.StartedAt < startedAt
            || (contract.StartedAt == startedAt && contract.ContractId.CompareTo(contractId) < 0));
    }

    private static IOrderedQueryable<Contract> Ordered(IQueryable<Contract> contracts) =>
        contracts.OrderByDescending(contract => contract.StartedAt).ThenByDescending(contract => contract.ContractId);
}

/// <summary>Where a page of contracts ended: the start and the id of its last contract.</summary>
internal sealed record ContractCursor(DateTimeOffset StartedAt, string ContractId)
{
    public static ContractCursor After(Contract contract) => new(contract.StartedAt!.Value, contract.ContractId);

    public override string ToString() => CursorText.Of([StartedAt.UtcTicks], ContractId);

    /// <summary>False for a text that is no cursor of ours; no text is the beginning.</summary>
    public static bool TryParse(string? text, out ContractCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
            return true;

        if (!CursorText.TryRead(text, [CursorText.MaxTicks], out var numbers, out var contractId))
            return false;

        cursor = new ContractCursor(new DateTimeOffset(numbers[0], TimeSpan.Zero), contractId);
        return true;
    }
}
