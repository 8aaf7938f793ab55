namespace Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;

/// <summary>What a handling wants to read first: the row of a key, and perhaps the one that it names.</summary>
/// <param name="table">The table of the row.</param>
/// <param name="named">The table of the row that it names, if that is wanted too.</param>
/// <param name="reference">The member of the first that has the key of the second.</param>
/// <param name="key">The key of the first.</param>
internal sealed class RowAsked(PlainTable table, PlainTable? named, string? reference, object key)
{
    private readonly TaskCompletionSource<IReadOnlyList<RowRead>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlainTable Table => table;

    public PlainTable? Named => named;

    public string? Reference => reference;

    public object Key => key;

    /// <summary>The rows that are there: none, the one, or both.</summary>
    public Task<IReadOnlyList<RowRead>> Outcome => _outcome.Task;

    public void Found(IReadOnlyList<RowRead> rows) => _outcome.TrySetResult(rows);

    public void Failed(Exception failure) => _outcome.TrySetException(failure);
}
