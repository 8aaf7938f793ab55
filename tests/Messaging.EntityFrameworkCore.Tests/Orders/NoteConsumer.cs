using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>Writes a row, publishes and sends by injected endpoints, and responds by the consume context.</summary>
internal sealed class NoteConsumer(
    OrdersDbContext db, IPublishEndpoint publishEndpoint, ISendEndpointProvider sendEndpoints, Hooks hooks) : IConsumer<TakeNote>
{
    public async Task Consume(ConsumeContext<TakeNote> context)
    {
        var attempt = hooks.Enter(context);
        if (await db.Notes.FindAsync([context.Message.NoteId], context.CancellationToken) is null)
        {
            db.Add(new Note { Id = context.Message.NoteId, Text = context.Message.Text });
            await publishEndpoint.Publish(new NoteTaken(context.Message.NoteId, context.Message.Text), context.CancellationToken);
            var copies = await sendEndpoints.GetSendEndpoint(new Uri($"queue:{JournalDefinition.Queue}"));
            await copies.Send(new NoteCopied(context.Message.NoteId), context.CancellationToken);
        }

        if (context.RequestId is not null)
            await context.RespondAsync(new NoteStored(context.Message.NoteId, attempt));

        await hooks.ReachedAsync(context, db);
    }
}

internal sealed class NoteDefinition : ConsumerDefinition<NoteConsumer>
{
    public const string Queue = "notes";

    public NoteDefinition(InstanceSettings settings)
    {
        EndpointName = Queue;
        ConcurrentMessageLimit = settings.Concurrency;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<NoteConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<TransientFailureException>();
            retry.Immediate(3);
        });
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.UseEntityFrameworkOutbox<OrdersDbContext>(context);
    }
}

/// <summary>A failure after which the endpoints retry a message immediately, up to three times.</summary>
internal sealed class TransientFailureException(string message) : Exception(message);

/// <summary>A second consumer of <see cref="NoteTaken"/>, on its own endpoint, which writes nothing.</summary>
internal sealed class ReaderConsumer(OrdersDbContext db, Hooks hooks) : IConsumer<NoteTaken>
{
    public Task Consume(ConsumeContext<NoteTaken> context) => hooks.ReachedAsync(context, db);
}
