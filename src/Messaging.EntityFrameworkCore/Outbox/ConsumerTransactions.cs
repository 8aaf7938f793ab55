using MassTransit.Context;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>One of the transactions that a consumer takes for one message.</summary>
/// <param name="Db">The DbContext of this transaction. Its changes are saved at the commit.</param>
/// <param name="Context">What is published, sent or scheduled on it is committed with the changes of <paramref name="Db"/>.</param>
/// <param name="IsRetry">
/// True if an earlier try failed, perhaps in a conflict. Rows should then be locked before they are read, so that this try succeeds.
/// </param>
public sealed record ConsumerTransaction<TDbContext, TMessage>(TDbContext Db, ConsumeContext<TMessage> Context, bool IsRetry)
    where TDbContext : DbContext
    where TMessage : class;

/// <summary>
/// Runs the transactions of a consumer that takes several for one message, because no transaction may be open during what it does
/// between them, such as a call to another server. Each transaction is retried by itself, as
/// <see cref="MessagingRegistration.UseConflictRetry"/> says, so that a conflict in a later one repeats nothing earlier. The endpoint
/// of such a consumer needs neither that method nor <see cref="MessagingRegistration.UseEntityFrameworkOutbox{TDbContext}"/>.
/// </summary>
public sealed class ConsumerTransactions<TDbContext>(IServiceScopeFactory scopes)
    where TDbContext : DbContext
{
    private static readonly IRetryPolicy _outages = Retry.CreatePolicy(MessagingRegistration.RetryOutages);
    private static readonly IRetryPolicy _timeouts = Retry.CreatePolicy(MessagingRegistration.RetryTimeouts);

    /// <summary>
    /// Runs <paramref name="handle"/> in a transaction and commits it. Then it sends what was published and sent on the context of the
    /// transaction.
    /// </summary>
    /// <param name="context">The message.</param>
    /// <param name="handle">What is done in the transaction.</param>
    /// <param name="recordsOutcome">
    /// Whether it decides nothing and only records what has happened: then it runs although the clocks differ (R52), because what is not
    /// recorded happens again.
    /// </param>
    public async Task<TResult> RunAsync<TMessage, TResult>(
        ConsumeContext<TMessage> context, Func<ConsumerTransaction<TDbContext, TMessage>, Task<TResult>> handle,
        bool recordsOutcome = false)
        where TMessage : class
    {
        var tries = 0;
        return await ConflictRetries.RunAsync(_outages, context, () =>
            ConflictRetries.RunAsync(_timeouts, context, () =>
                ConflictRetries.RunAsync(
                    ConflictRetries.Conflicts, context, () => RunOnceAsync(context, handle, isRetry: tries++ > 0, recordsOutcome))));
    }

    /// <inheritdoc cref="RunAsync{TMessage,TResult}"/>
    public Task RunAsync<TMessage>(
        ConsumeContext<TMessage> context, Func<ConsumerTransaction<TDbContext, TMessage>, Task> handle, bool recordsOutcome = false)
        where TMessage : class
    {
        return RunAsync(
            context,
            async transaction =>
            {
                await handle(transaction);
                return true;
            },
            recordsOutcome);
    }

    private async Task<TResult> RunOnceAsync<TMessage, TResult>(
        ConsumeContext<TMessage> context, Func<ConsumerTransaction<TDbContext, TMessage>, Task<TResult>> handle, bool isRetry,
        bool recordsOutcome)
        where TMessage : class
    {
        await using var scope = scopes.CreateAsyncScope();
        IServiceScope serviceScope = scope;
        var pipeline = scope.ServiceProvider.GetRequiredService<OutboxPipeline<TDbContext>>();
        var result = default(TResult)!;
        await pipeline.RunAsync(
            new ConsumeContextScope<TMessage>(context, serviceScope, scope.ServiceProvider),
            async handled => result = await handle(new ConsumerTransaction<TDbContext, TMessage>(pipeline.Db, handled, isRetry)),
            isRetry,
            checksClock: !recordsOutcome);
        return result;
    }
}
