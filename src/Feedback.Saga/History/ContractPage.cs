using Contracts.Messages;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.History;

/// <summary>A page of contracts, the latest started first, found by where the page before it ended.</summary>
/// <param name="Contracts">The contracts.</param>
/// <param name="Next">The cursor of the next page; none on the last.</param>
internal sealed record ContractPage(IReadOnlyList<Contract> Contracts, string? Next)
{
    private const int MaxSize = 100;

    /// <summary>The answer to a cursor that is none of ours.</summary>
    public static InvalidInput InvalidCursor => new()
    {
        Errors = new Dictionary<string, string[]> { ["cursor"] = ["Is not a cursor that this service gave."] },
    };

    /// <param name="sources">Sets of contracts without a common member; each has an index to page by.</param>
    /// <param name="after">Where the previous page ended.</param>
    /// <param name="size">Contracts per page; brought into 1 to 100.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ContractPage> ReadAsync(
        IReadOnlyList<IQueryable<Contract>> sources, ContractCursor? after, int size, CancellationToken cancellationToken)
    {
        size = Math.Clamp(size, 1, MaxSize);
        var candidates = sources.Select(source => Ordered(Following(source, after)).Take(size + 1)).Aggregate(Queryable.Concat);
        var found = await Ordered(candidates).Take(size + 1).AsNoTracking().ToListAsync(cancellationToken);

        return found.Count <= size
            ? new ContractPage(found, null)
            : new ContractPage(found[..size], ContractCursor.After(found[size - 1]).ToString());
    }

    private static IQueryable<Contract> Following(IQueryable<Contract> contracts, ContractCursor? after)
    {
        if (after is null)
            return contracts.Where(contract => contract.StartedAt != null);

        var (startedAt, contractId) = after;
        return contracts.Where(contract => contract.StartedAt < startedAt
            || (contract.StartedAt == startedAt && contract.ContractId.CompareTo(contractId) < 0));
    }

    private static IOrderedQueryable<Contract> Ordered(IQueryable<Contract> contracts)
        => contracts.OrderByDescending(contract => contract.StartedAt).ThenByDescending(contract => contract.ContractId);
}
