namespace Messaging.EntityFrameworkCore.Retention;

/// <summary>What a service keeps for a time only.</summary>
/// <param name="Kind">What it is, as metrics, logs and operators name it: <c>refusals</c>.</param>
/// <param name="Length">For how long it is kept.</param>
/// <param name="SweepBatchAsync">
/// Deletes or clears the oldest rows that are older than an instant, as many as <see cref="RetentionBatch.Size"/> at most, by one
/// statement that finds them by an index; returns how many.
/// </param>
public sealed record RetentionRule<TDbContext>(
    string Kind, TimeSpan Length, Func<TDbContext, RetentionBatch, CancellationToken, Task<int>> SweepBatchAsync)
    where TDbContext : DbContext;

/// <summary>A batch of a sweep.</summary>
/// <param name="Now">The present instant, by a clock that agrees with the database's.</param>
/// <param name="Before">What is older than this is due.</param>
/// <param name="Size">
/// How many rows one transaction takes: few enough that nobody waits long for its locks. SQL Server locks the whole table for a statement
/// that deletes more than about 5000 rows, and on SQLite all writers wait for it.
/// </param>
public readonly record struct RetentionBatch(DateTimeOffset Now, DateTimeOffset Before, int Size);
