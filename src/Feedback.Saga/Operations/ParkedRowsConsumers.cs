using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Operations;

/// <summary>Lists what the outbox of the service has set aside.</summary>
internal sealed class GetFeedbackParkedRowsConsumer(IParkedMessages<FeedbackDbContext> parked) : IConsumer<GetFeedbackParkedRows>
{
    public async Task Consume(ConsumeContext<GetFeedbackParkedRows> context) =>
        await context.RespondAsync(await parked.ReadAsync(context.Message.Limit, context.CancellationToken));
}

/// <summary>Has it sent again, or deletes it.</summary>
internal sealed class ChangeFeedbackParkedRowsConsumer(
    IParkedMessages<FeedbackDbContext> parked, ILogger<ChangeFeedbackParkedRowsConsumer> logger) : IConsumer<ChangeFeedbackParkedRows>
{
    public async Task Consume(ConsumeContext<ChangeFeedbackParkedRows> context)
    {
        var change = context.Message;
        await context.RespondAsync(
            await parked.ChangeAsync(change.Action, change.RowId, change.CallerId, logger, context.CancellationToken));
    }
}
