using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The parked rows of the outbox of <typeparamref name="TDbContext"/>: messages that the transport has rejected again and again. Any
/// number of operators and dispatchers may work at the same time; a row that is not parked any more is left alone.
/// </summary>
public interface IParkedMessages<TDbContext> : IParkedMessages
    where TDbContext : DbContext;

/// <summary>The parked rows of one of the outboxes.</summary>
public interface IParkedMessages
{
    /// <summary>Lists parked rows, those that were parked first first, without their bodies: at most 1,000 at a time.</summary>
    Task<IReadOnlyList<ParkedMessage>> ListAsync(ParkedSelection selection, int skip, int take, CancellationToken cancellationToken);

    /// <summary>
    /// Has the dispatchers send messages again, with all of their attempts. Rows that are parked meanwhile are left. Returns the number
    /// of messages.
    /// </summary>
    Task<int> ReplayAsync(ParkedSelection selection, CancellationToken cancellationToken);

    /// <summary>Deletes parked rows, with their messages. Returns the number of messages.</summary>
    Task<int> DiscardAsync(ParkedSelection selection, CancellationToken cancellationToken);
}

/// <summary>Which parked rows are meant: those that satisfy everything that is given. Nothing given means all of them.</summary>
public sealed record ParkedSelection
{
    /// <summary>The ids of the rows.</summary>
    public IReadOnlyCollection<Guid>? Ids { get; init; }

    /// <summary>The URN of the message type.</summary>
    public string? MessageType { get; init; }

    /// <summary>The destination, as <see cref="ParkedMessage.Destination"/> shows it.</summary>
    public string? Destination { get; init; }

    /// <summary>The type of the last failure.</summary>
    public string? LastError { get; init; }
}

/// <summary>A parked row.</summary>
/// <param name="Id">The id of the row.</param>
/// <param name="MessageId">The id of its message.</param>
/// <param name="MessageType">The URN of the message type.</param>
/// <param name="Destination">The address to send to.</param>
/// <param name="LastError">The type of the last failure.</param>
/// <param name="ParkedAt">When it was parked, in UTC.</param>
/// <param name="Attempts">How many attempts to send it have failed.</param>
/// <param name="DueAt">When it was to be sent, in UTC.</param>
public sealed record ParkedMessage(
    Guid Id,
    Guid MessageId,
    string MessageType,
    string Destination,
    string? LastError,
    DateTimeOffset ParkedAt,
    int Attempts,
    DateTimeOffset DueAt);

/// <inheritdoc />
internal sealed class ParkedMessages<TDbContext>(IServiceScopeFactory scopes, OutboxSignal<TDbContext> signal, TimeProvider clock)
    : IParkedMessages<TDbContext>
    where TDbContext : DbContext
{
    private const int BatchSize = 1000;

    public async Task<IReadOnlyList<ParkedMessage>> ListAsync(
        ParkedSelection selection, int skip, int take, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, BatchSize);

        await using var scope = scopes.CreateAsyncScope();
        return await Select(scope.ServiceProvider.GetRequiredService<TDbContext>(), selection)
            .OrderBy(row => row.ParkedAt).ThenBy(row => row.Id)
            .Skip(skip).Take(take)
            .Select(row => new ParkedMessage(
                row.Id,
                row.MessageId ?? row.Id,
                row.MessageType,
                row.Destination,
                row.LastError,
                row.ParkedAt!.Value,
                row.Attempts,
                row.DueAt))
            .ToListAsync(cancellationToken);
    }

    public async Task<int> ReplayAsync(ParkedSelection selection, CancellationToken cancellationToken)
    {
        var replayed = await ForEachBatchAsync(
            selection,
            parked => parked.ExecuteUpdateAsync(
                row => row
                    .SetProperty(message => message.ParkedAt, (DateTimeOffset?)null)
                    .SetProperty(message => message.Attempts, 0)
                    .SetProperty(message => message.LastError, (string?)null)
                    .SetProperty(message => message.NextAttemptAt, message => message.DueAt),
                cancellationToken),
            cancellationToken);
        signal.Set();
        return replayed;
    }

    public Task<int> DiscardAsync(ParkedSelection selection, CancellationToken cancellationToken) =>
        ForEachBatchAsync(selection, parked => parked.ExecuteDeleteAsync(cancellationToken), cancellationToken);

    private async Task<int> ForEachBatchAsync(
        ParkedSelection selection, Func<IQueryable<OutboxMessage>, Task<int>> execute, CancellationToken cancellationToken)
    {
        var (begun, count) = (clock.GetUtcNow(), 0);
        while (true)
        {
            var (selected, executed) = await scopes.WriteAsync(async (TDbContext db) =>
            {
                var ids = await Select(db, selection)
                    .Where(row => row.ParkedAt <= begun)
                    .OrderBy(row => row.ParkedAt)
                    .Select(row => row.Id)
                    .Take(BatchSize)
                    .ToListAsync(cancellationToken);
                return (ids.Count, await execute(Select(db, selection).Where(row => ids.Contains(row.Id))));
            }, cancellationToken);
            if (selected == 0)
                return count;

            count += executed;
        }
    }

    /// <summary>A parked row has no next attempt, which is in the index.</summary>
    private static IQueryable<OutboxMessage> Select(TDbContext db, ParkedSelection selection)
    {
        var parked = db.Set<OutboxMessage>().AsNoTracking().Where(row => row.NextAttemptAt == null && row.ParkedAt != null);
        if (selection.Ids is { } ids)
            parked = parked.Where(row => ids.Contains(row.Id));

        if (selection.MessageType is { } messageType)
            parked = parked.Where(row => row.MessageType == messageType);

        if (selection.Destination is { } destination)
            parked = parked.Where(row => row.Destination == destination);

        return selection.LastError is { } lastError ? parked.Where(row => row.LastError == lastError) : parked;
    }
}
