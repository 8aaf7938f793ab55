using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>Shows the Feedback tab of a contract room (R27, R30).</summary>
internal sealed class GetFeedbackTabConsumer(
    FeedbackDbContext db, FeedbackReader feedback, ContractFactsReader factsReader, FeedbackActionsPolicy actions)
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
        var all = await feedback.ReadAsync([contract.ContractId], withMidContract: true, context.CancellationToken);
        await context.RespondAsync(new FeedbackTab
        {
            Contract = contract.ToView(),
            Feedback = [.. all[contract.ContractId]],
            PendingRequest = await FindWaitingAsync(facts, context.CancellationToken),
            Actions = actions.For(contract, facts, query.CallerId),
        });
    }

    /// <summary>By the instants, not by the timers: a request that is over shows no more, though its timer may be late.</summary>
    private async Task<FeedbackRequestView?> FindWaitingAsync(ContractFacts facts, CancellationToken cancellationToken)
    {
        if (facts.Request is not { EndedAt: null } request || facts.At >= request.ExpiresAt || facts.EndedAt <= facts.At)
            return null;

        var waiting = await db.Requests.AsNoTracking()
            .SingleOrDefaultAsync(row => row.CorrelationId == request.RequestId, cancellationToken);
        return waiting?.ToView() is { Status: FeedbackRequestStatuses.Pending } view ? view : null;
    }
}
