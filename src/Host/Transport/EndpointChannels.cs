using MassTransit;
using MassTransit.Middleware;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Host.Transport;

/// <summary>
/// Lets an endpoint do on its channel what it may, and in a way that it survives.
/// <para>
/// Durable queues, exchanges and their bindings are declared by <c>migrate</c> alone; a service looks whether they are there. It
/// declares and binds its temporary queue only, and needs no right to more.
/// </para>
/// <para>
/// Declarations are made one after another. MassTransit makes them at once, on one channel, where all but one wait on a semaphore; when
/// the connection breaks, RabbitMQ.Client 7.2.2 disposes that semaphore, and who still waits on it waits for ever, past every timeout
/// and cancellation, so that the endpoint does not come back. To be removed with the first RabbitMQ.Client that leaves the semaphore
/// alone (https://github.com/rabbitmq/rabbitmq-dotnet-client/issues/1976).
/// </para>
/// <para>What is delivered comes by <see cref="BoundedDeliveries"/>.</para>
/// </summary>
/// <param name="kind">What the endpoint is.</param>
/// <param name="declares">Whether this process declares what is durable.</param>
internal sealed class EndpointChannels(EndpointKind kind, bool declares) : IFilter<ChannelContext>
{
    public Task Send(ChannelContext context, IPipe<ChannelContext> next) =>
        next.Send(new EndpointChannel(context, kind, declares));

    public void Probe(ProbeContext context) => context.CreateFilterScope("endpointChannels");

    private sealed class EndpointChannel(ChannelContext channel, EndpointKind kind, bool declares)
        : ScopePipeContext(channel), ChannelContext
    {
        private readonly Lock _lock = new();
        private Task _last = Task.CompletedTask;

        public IChannel Channel => channel.Channel;

        public ConnectionContext ConnectionContext => channel.ConnectionContext;

        public async Task<QueueDeclareOk> QueueDeclare(
            string queue, bool durable, bool exclusive, bool autoDelete, IDictionary<string, object> arguments,
            CancellationToken cancellationToken)
        {
            QueueDeclareOk? declared = null;
            await InTurnAsync(async () => declared = await (Declares(durable)
                ? channel.QueueDeclare(queue, durable, exclusive, autoDelete, arguments, cancellationToken)
                : channel.QueueDeclarePassive(queue, cancellationToken)));

            return declared!;
        }

        public Task ExchangeDeclare(
            string exchange, string type, bool durable, bool autoDelete, IDictionary<string, object> arguments,
            CancellationToken cancellationToken) =>
            InTurnAsync(() => Declares(durable)
                ? channel.ExchangeDeclare(exchange, type, durable, autoDelete, arguments, cancellationToken)
                : channel.ExchangeDeclarePassive(exchange, cancellationToken));

        public Task QueueBind(
            string queue, string exchange, string routingKey, IDictionary<string, object> arguments, CancellationToken cancellationToken) =>
            Binds
                ? InTurnAsync(() => channel.QueueBind(queue, exchange, routingKey, arguments, cancellationToken))
                : Task.CompletedTask;

        public Task ExchangeBind(
            string destination, string source, string routingKey, IDictionary<string, object> arguments,
            CancellationToken cancellationToken) =>
            Binds
                ? InTurnAsync(() => channel.ExchangeBind(destination, source, routingKey, arguments, cancellationToken))
                : Task.CompletedTask;

        public Task<QueueDeclareOk> QueueDeclarePassive(string queue, CancellationToken cancellationToken) =>
            channel.QueueDeclarePassive(queue, cancellationToken);

        public Task ExchangeDeclarePassive(string exchange, CancellationToken cancellationToken) =>
            channel.ExchangeDeclarePassive(exchange, cancellationToken);

        public Task<uint> QueuePurge(string queue, CancellationToken cancellationToken) => channel.QueuePurge(queue, cancellationToken);

        public Task BasicQos(uint prefetchSize, ushort prefetchCount, bool global, CancellationToken cancellationToken) =>
            channel.BasicQos(prefetchSize, prefetchCount, global, cancellationToken);

        public Task<string> BasicConsume(
            string queue,
            bool noAck,
            bool exclusive,
            IDictionary<string, object> arguments,
            IAsyncBasicConsumer consumer,
            string consumerTag,
            CancellationToken cancellationToken) =>
            channel.BasicConsume(
                queue, noAck, exclusive, arguments, new BoundedDeliveries(consumer, kind.IsUpstream), consumerTag, cancellationToken);

        public Task BasicCancel(string consumerTag, CancellationToken cancellationToken) =>
            channel.BasicCancel(consumerTag, cancellationToken);

        public ValueTask BasicAck(ulong deliveryTag, bool multiple, CancellationToken cancellationToken) =>
            channel.BasicAck(deliveryTag, multiple, cancellationToken);

        public Task BasicNack(ulong deliveryTag, bool multiple, bool requeue, CancellationToken cancellationToken) =>
            channel.BasicNack(deliveryTag, multiple, requeue, cancellationToken);

        public Task BasicPublishAsync(
            string exchange,
            string routingKey,
            bool mandatory,
            BasicProperties basicProperties,
            byte[] body,
            bool awaitAck,
            CancellationToken cancellationToken) =>
            channel.BasicPublishAsync(exchange, routingKey, mandatory, basicProperties, body, awaitAck, cancellationToken);

        public void NotifyFaulted(Exception exception, Uri inputAddress) => channel.NotifyFaulted(exception, inputAddress);

        private bool Binds => declares || kind.IsTemporary;

        private bool Declares(bool durable) => declares || !durable;

        // Under the lock only the task is made: a declaration writes its frame and returns at its first wait for the broker.
        private Task InTurnAsync(Func<Task> declare)
        {
            lock (_lock)
                return _last = AfterAsync(_last, declare);
        }

        /// <summary>However the one before ended: on a broken channel each fails by itself.</summary>
        private static async Task AfterAsync(Task before, Func<Task> declare)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await declare();
        }
    }
}
