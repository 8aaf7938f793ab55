using MassTransit.DependencyInjection;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Handles one message in one transaction, and sends the outgoing messages after the commit. None is handled while the process's clock
/// differs from the database's: what a handler decides by it can't be undone (R52).
/// </summary>
internal sealed class OutboxPipeline<TDbContext>(
    TDbContext db,
    OutboxDatabase<TDbContext> database,
    DatabaseClock<TDbContext> databaseClock,
    GroupCommit groupCommit,
    OutboxDelivery<TDbContext> delivery,
    OutboxSignal<TDbContext> signal,
    IOptionsMonitor<OutboxOptions> options,
    TimeProvider clock,
    IServiceProvider provider,
    IEnumerable<ICommitObserver<TDbContext>> observers,
    Bind<IBus, ISetScopedConsumeContext> scopedContext)
    where TDbContext : DbContext
{
    public TDbContext Db => db;

    /// <param name="context">The message.</param>
    /// <param name="handle">Handles it, with the context that captures outgoing messages.</param>
    /// <param name="locks">Whether to lock rows from the start; a retry by MassTransit always does.</param>
    /// <param name="consumer">The consumer or saga that recognises the message if it comes again; null if it need not.</param>
    /// <param name="checksClock">Whether it waits while the clocks differ (R52).</param>
    /// <returns>False if the message is a duplicate, which is not handled.</returns>
    public async Task<bool> RunAsync<T>(
        ConsumeContext<T> context, Func<ConsumeContext<T>, Task> handle, bool locks = false, string? consumer = null,
        bool checksClock = true)
        where T : class
    {
        if (context.TryGetPayload<OutboxTransaction>(out var outer) && ReferenceEquals(outer.Db, db))
        {
            await handle(context);
            return true;
        }

        try
        {
            // A retry may follow a conflict, so it locks rows from the start and then meets no second conflict on them.
            return await RunInTransactionAsync(context, handle, locks || context.GetRetryAttempt() > 0, consumer, checksClock);
        }
        catch (Exception failure) when (failure is not OperationCanceledException
            && context.CancellationToken.IsCancellationRequested && DatabaseFailures.IsCancellation(failure))
        {
            // MassTransit would move the message to the error queue for any other exception.
            throw new OperationCanceledException("The handling of the message was cancelled.", failure, context.CancellationToken);
        }
    }

    private async Task<bool> RunInTransactionAsync<T>(
        ConsumeContext<T> context, Func<ConsumeContext<T>, Task> handle, bool locks, string? consumer, bool checksClock)
        where T : class
    {
        await database.ThrowIfNotServedAsync(db);
        SuspendedExecutionStrategy.Suspend();
        var cancellationToken = context.CancellationToken;
        if (checksClock)
            await databaseClock.ThrowIfDiffersAsync(cancellationToken);

        var settings = options.Of<TDbContext>();
        var detection = DuplicateDetection.Of(context, consumer, settings);
        Action? count = null;
        using var transaction = new OutboxTransaction(db, context.MessageId, clock, settings) { StoresResponses = detection is not null };
        var capturing = new CapturingConsumeContext<T>(context, transaction, provider);
        await using (var handlingTransaction = await groupCommit.BeginAsync(db, locks, cancellationToken))
        {
            if (detection is not null && !await detection.TryAddAsync(db, clock.GetUtcNow().ToMicroseconds(), cancellationToken))
                return false;

            // Injected endpoints use the capturing context. Otherwise they would bypass the outbox.
            using (context.TryGetPayload<IServiceScope>(out var scope) ? scopedContext.Value.PushContext(scope, capturing) : null)
                await handle(capturing);

            await capturing.ConsumeCompleted;
            foreach (var observer in observers.Where(observer => observer.IsListening))
                count += observer.Observe(db);

            await delivery.CommitAsync(transaction, handlingTransaction, cancellationToken);
        }

        count?.Invoke();
        if (transaction.HasDueTimer)
            signal.Set();

        await delivery.SendCommittedAsync(context.ReceiveContext.SendEndpointProvider, transaction);
        await capturing.NotifyCommittedAsync();
        return true;
    }
}
