using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Requests;

/// <summary>
/// Ends a request whose time is over before its timer has fired, because the next ask is here (R13). It writes at once:
/// the new request may only be stored when the old one no longer waits (R8).
/// </summary>
internal sealed class OverdueRequests(FeedbackDbContext db, ILogger<OverdueRequests> logger)
{
    public async Task EndAsync(ConsumeContext context, Guid requestId, Contract contract)
    {
        var request = await db.Requests.AsNoTracking()
            .SingleAsync(request => request.CorrelationId == requestId, context.CancellationToken);

        await db.Requests
            .Where(row => row.CorrelationId == requestId)
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(row => row.CurrentState, nameof(FeedbackRequestStateMachine.Expired))
                    .SetProperty(row => row.EndedAt, request.ExpiresAt)
                    .SetProperty(row => row.ExpiryTokenId, (Guid?)null)
                    .SetProperty(row => row.ReminderTokenId, (Guid?)null)
                    .SetProperty(row => row.Version, request.Version + 1),
                context.CancellationToken);

        var scheduler = context.GetPayload<MessageSchedulerContext>();
        foreach (var token in new[] { request.ExpiryTokenId, request.ReminderTokenId }.OfType<Guid>())
            await scheduler.CancelScheduledSend(context.ReceiveContext.InputAddress, token);

        contract.RequestEnded(requestId, request.ExpiresAt, answered: false);
        await context.Publish(FeedbackRequestEvents.Expired(request), context.CancellationToken);
        logger.RequestExpired(requestId, contract.ContractId, request.ExpiresAt);
    }
}
