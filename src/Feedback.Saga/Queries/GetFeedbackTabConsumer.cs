using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using MassTransit;

namespace Feedback.Saga.Queries;

/// <summary>Shows the Feedback tab of a contract room (R27, R30).</summary>
internal sealed class GetFeedbackTabConsumer(
    FeedbackDbContext db,
    FeedbackReader feedback,
    RequestReader requests,
    ContractFactsReader factsReader,
    FeedbackActionsPolicy actions,
    EligibilityPolicy policy)
    : IConsumer<GetFeedbackTab>
{
    public async Task Consume(ConsumeContext<GetFeedbackTab> context)
    {
        var query = context.Message;
        var contract = await db.ReadContractAsync(query.ContractId, query.CallerId, context.CancellationToken);
        if (contract is null)
        {
            await context.RespondAsync(new ContractNotFound { ContractId = query.ContractId });
            return;
        }

        var facts = await factsReader.ReadAsync(contract, query.AsOf.ToMicroseconds(), context.CancellationToken);
        var all = await feedback.ReadAsync(contract, query.CallerId, context.CancellationToken);
        var allRequests = await requests.ReadAllAsync(contract, facts.At, context.CancellationToken);
        await context.RespondAsync(new FeedbackTab
        {
            Contract = contract.ToView(),
            Feedback = all,
            Trend = FeedbackTrend.Of(contract, all),
            PendingRequest = allRequests.FirstOrDefault(request => request.Status == FeedbackRequestStatuses.Pending),
            Requests = allRequests,
            Actions = actions.For(contract, facts, query.CallerId),
            Policy = policy.Options.ToView(),
        });
    }
}
