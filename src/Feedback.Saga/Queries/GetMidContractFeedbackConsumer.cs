using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>
/// Shows all mid-contract feedback that the client of a contract, open or ended, gave its freelancer, to the end-of-contract feedback
/// system (R72).
/// </summary>
internal sealed class GetMidContractFeedbackConsumer(FeedbackDbContext db) : IConsumer<GetMidContractFeedback>
{
    public async Task Consume(ConsumeContext<GetMidContractFeedback> context)
    {
        var contractId = context.Message.ContractId;
        var contract = await db.ReadContractAsync(contractId, context.CancellationToken);
        if (contract is null)
        {
            await context.RespondAsync(new ContractNotFound { ContractId = contractId });
            return;
        }

        var feedback = await db.MidContractFeedback.AsNoTracking()
            .BetweenThePartiesOf(contract).ToListAsync(context.CancellationToken);
        await context.RespondAsync(new MidContractFeedbackSeries
        {
            Contract = contract.ToPublicView(),
            Feedback = [.. feedback.InOrder().Select(one => one.ToItem())],
        });
    }
}
