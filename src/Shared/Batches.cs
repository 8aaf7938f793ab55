namespace Shared;

/// <summary>Goes through many rows without holding them all.</summary>
internal static class Batches
{
    /// <summary>The batches, one after the other.</summary>
    /// <param name="size">The size of each but the last.</param>
    /// <param name="first">What the first batch comes after.</param>
    /// <param name="read">Reads those rows that come after a key, by their keys, as many as <paramref name="size"/> at most.</param>
    /// <param name="keyOf">The key of a row.</param>
    public static async IAsyncEnumerable<IReadOnlyList<TRow>> ReadAsync<TRow, TKey>(
        int size, TKey first, Func<TKey, Task<List<TRow>>> read, Func<TRow, TKey> keyOf)
    {
        var batch = await read(first);
        yield return batch;
        while (batch.Count == size)
        {
            batch = await read(keyOf(batch[^1]));
            yield return batch;
        }
    }
}
