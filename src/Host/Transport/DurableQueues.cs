using MassTransit;

namespace Host.Transport;

/// <summary>
/// How every durable queue is declared: a quorum queue whose message, after too many deliveries (each of which ended
/// with the process and not with an exception), goes to the queue's <c>_error</c> queue, beside the failed ones. A query is of use to
/// nobody but its sender, who waits for seconds: the broker throws it away then, and when it expires.
/// </summary>
internal static class DurableQueues
{
    private const string DeliveryLimit = "x-delivery-limit";
    private const string DeadLetterExchange = "x-dead-letter-exchange";
    private const string DeadLetterStrategy = "x-dead-letter-strategy";
    private const string Overflow = "x-overflow";

    public static void Configure(string queue, IRabbitMqReceiveEndpointConfigurator rabbitMq, RabbitMqSettings settings)
    {
        rabbitMq.SetQuorumQueue();
        rabbitMq.SetQueueArgument(DeliveryLimit, settings.DeliveryLimit);
        if (Topology.QueryQueues.Contains(queue))
            return;

        var error = $"{queue}_error";
        rabbitMq.BindDeadLetterQueue(error, error, errorQueue => errorQueue.SetQuorumQueue());

        // Only this strategy, which asks for that overflow, can't lose a message on its way to the error queue.
        rabbitMq.SetQueueArgument(DeadLetterStrategy, "at-least-once");
        rabbitMq.SetQueueArgument(Overflow, "reject-publish");
    }

    /// <summary>An <c>_error</c> or <c>_skipped</c> queue takes after its queue, but gives nothing away by itself.</summary>
    public static void KeepForever(IRabbitMqQueueBindingConfigurator queue)
    {
        queue.SetQueueArgument(DeliveryLimit, null!);
        queue.SetQueueArgument(DeadLetterExchange, null!);
        queue.SetQueueArgument(DeadLetterStrategy, null!);
        queue.SetQueueArgument(Overflow, null!);
    }
}
