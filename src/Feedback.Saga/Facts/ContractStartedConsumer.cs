using Contracts.Messages;
using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Facts;

/// <summary>Takes a contract's start: the earliest of several wins, whenever it arrives (R40).</summary>
internal sealed class ContractStartedConsumer(FeedbackDbContext db, ILogger<ContractStartedConsumer> logger) : IConsumer<ContractStarted>
{
    public async Task Consume(ConsumeContext<ContractStarted> context)
    {
        FactRules.Check(context.Message);

        var contract = await db.LockOrAddContractAsync(context.Message.ContractId, context.CancellationToken);
        contract.Start(context.Message);
        logger.ContractStarted(contract.ContractId, context.Message.EventId, context.Message.StartedAt);
    }
}
