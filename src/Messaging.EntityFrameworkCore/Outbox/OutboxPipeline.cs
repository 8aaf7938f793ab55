using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Runs one handling of a message in a transaction, then lets go what it committed.</summary>
internal sealed class OutboxPipeline<TDbContext>(
    TDbContext db,
    OutboxRuntime<TDbContext> runtime,
    OutboxDelivery<TDbContext> delivery,
    IServiceProvider provider,
    Bind<IBus, ISetScopedConsumeContext> scopedContext)
    where TDbContext : DbContext
{
    /// <summary>The DbContext of this handling.</summary>
    public TDbContext Db => db;

    public async Task RunAsync<T>(ConsumeContext<T> context, Func<ConsumeContext<T>, Task> handle)
        where T : class
    {
        if (context.TryGetPayload<OutboxTransaction>(out var outer) && ReferenceEquals(outer.Db, db))
        {
            await handle(context);
            return;
        }

        var cancellationToken = context.CancellationToken;
        var transaction = new OutboxTransaction(db, context.MessageId, runtime.Clock, runtime.Options);
        await using (var handling = await runtime.Group.BeginHandlingAsync(db, IsTriedAgain(context), cancellationToken))
        {
            var capturing = new CapturingConsumeContext<T>(context, transaction, provider);
            using (PushContext(context, capturing))
                await handle(capturing);

            await capturing.ConsumeCompleted;
            await delivery.CommitAsync(transaction, handling, cancellationToken);
        }

        if (transaction.HasDueTimer)
            runtime.WakeUp.Signal();

        await delivery.SendCommittedAsync(context.ReceiveContext.SendEndpointProvider, transaction.Leaving, cancellationToken);
    }

    /// <summary>What is tried again was in somebody's way, or somebody in its: it locks, so that it gets through.</summary>
    private static bool IsTriedAgain(ConsumeContext context) => context.GetRetryAttempt() > 0;

    /// <summary>Lets services that got their endpoints by injection take part: without it they would bypass the outbox.</summary>
    private IDisposable? PushContext<T>(ConsumeContext<T> context, CapturingConsumeContext<T> capturing)
        where T : class =>
        context.TryGetPayload<IServiceScope>(out var scope) ? scopedContext.Value.PushContext(scope, capturing) : null;
}
