using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>Shows one request to a party of its contract.</summary>
internal sealed class GetFeedbackRequestConsumer(FeedbackDbContext db) : IConsumer<GetFeedbackRequest>
{
    public async Task Consume(ConsumeContext<GetFeedbackRequest> context)
    {
        var query = context.Message;
        if (await db.ReadContractAsync(query.ContractId, query.CallerId, context.CancellationToken) is null)
        {
            await context.RespondAsync(new ContractNotFound { ContractId = query.ContractId });
            return;
        }

        var request = await db.Requests.AsNoTracking().SingleOrDefaultAsync(
            request => request.CorrelationId == query.RequestId && request.ContractId == query.ContractId, context.CancellationToken);
        if (request is null)
            await context.RespondAsync(new FeedbackRequestNotFound { ContractId = query.ContractId, RequestId = query.RequestId });
        else
            await context.RespondAsync(new FeedbackRequestFound { Request = request.ToView() });
    }
}

/// <summary>Tells how several requests stand.</summary>
internal sealed class GetFeedbackRequestStatusesConsumer(RequestReader requests) : IConsumer<GetFeedbackRequestStatuses>
{
    public async Task Consume(ConsumeContext<GetFeedbackRequestStatuses> context)
    {
        var query = context.Message;
        var ids = query.RequestIds.Distinct().Take(Limits.MaxPageSize).ToList();
        var statuses = await requests.ReadStatusesAsync(ids, query.AsOf.ToMicroseconds(), context.CancellationToken);
        await context.RespondAsync(new CurrentRequestStatuses { Items = statuses });
    }
}
