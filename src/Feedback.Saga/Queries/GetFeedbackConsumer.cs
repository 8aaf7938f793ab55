using Feedback.Saga.Commands;
using Feedback.Saga.Persistence;
using MassTransit;

namespace Feedback.Saga.Queries;

/// <summary>Shows one piece of feedback to a party of its contract.</summary>
internal sealed class GetFeedbackConsumer(FeedbackDbContext db, FeedbackReader feedback) : IConsumer<GetFeedback>
{
    public async Task Consume(ConsumeContext<GetFeedback> context)
    {
        var query = context.Message;
        var contract = await db.ReadContractAsync(query.ContractId, query.CallerId, context.CancellationToken);
        if (contract is null)
            await context.RespondAsync(new ContractNotFound { ContractId = query.ContractId });
        else if (await feedback.FindAsync(contract, query.FeedbackId, query.CallerId, context.CancellationToken) is { } found)
            await context.RespondAsync(new FeedbackFound { Feedback = found, CallerRole = contract.RoleOf(query.CallerId) });
        else
            await context.RespondAsync(new FeedbackNotFound { ContractId = query.ContractId, FeedbackId = query.FeedbackId });
    }
}
