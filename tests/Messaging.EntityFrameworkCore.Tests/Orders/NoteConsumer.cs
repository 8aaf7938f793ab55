using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>Writes a row and tells of it in every way there is: by its context and by endpoints that it got injected.</summary>
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
