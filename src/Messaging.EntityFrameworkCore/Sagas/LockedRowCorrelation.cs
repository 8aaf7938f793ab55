namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>Correlates an event by what a locked row says, which the repository reads.</summary>
public static class LockedRowCorrelationExtensions
{
    /// <summary>
    /// The event is for the instances that
    /// <see cref="EntityFrameworkSagaRepositoryConfigurator{TSaga}.LockAndFindAll{TDbContext,TMessage}"/> returns, or
    /// <see cref="EntityFrameworkSagaRepositoryConfigurator{TSaga}.LockAndFind{TDbContext,TMessage}"/>; the repository needs one
    /// of them for the message.
    /// </summary>
    /// <param name="correlation">The event's correlation.</param>
    /// <param name="newId">
    /// The id of an instance that the message begins. MassTransit also names it as the initiator of what is sent in consequence.
    /// </param>
    public static LockedRowCorrelation<TSaga, TMessage> CorrelateByLockedRow<TSaga, TMessage>(
        this IEventCorrelationConfigurator<TSaga, TMessage> correlation, Func<TMessage, Guid> newId)
        where TSaga : class, SagaStateMachineInstance
        where TMessage : class =>
        new LockedRowCorrelation<TSaga, TMessage>(correlation.CorrelateById(context => newId(context.Message)));
}

/// <summary>What is left to say about an event that a locked row correlates.</summary>
public sealed class LockedRowCorrelation<TSaga, TMessage>(IEventCorrelationConfigurator<TSaga, TMessage> correlation)
    where TSaga : class, SagaStateMachineInstance
    where TMessage : class
{
    /// <summary>
    /// When the locked row names no instance, and the message begins none, this consumer gets it: in the same transaction, under
    /// the same lock.
    /// </summary>
    public void OtherwiseConsumedBy<TConsumer>()
        where TConsumer : class, IConsumer<TMessage> =>
        correlation.OnMissingInstance(missing => missing.ExecuteAsync(context =>
            context.GetServiceOrCreateInstance<TConsumer>().Consume(context)));
}
