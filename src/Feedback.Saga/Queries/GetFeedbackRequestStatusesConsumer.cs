using MassTransit;

namespace Feedback.Saga.Queries;

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
