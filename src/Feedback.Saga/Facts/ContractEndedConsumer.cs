using Contracts.Messages;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Facts;

/// <summary>Takes a contract's end (R1, R20), and has a request that waits closed (R15).</summary>
internal sealed class ContractEndedConsumer(FeedbackDbContext db, ILogger<ContractEndedConsumer> logger) : IConsumer<ContractEnded>
{
    public async Task Consume(ConsumeContext<ContractEnded> context)
    {
        FactRules.Check(context.Message);

        var contract = await db.LockOrAddContractAsync(context.Message.ContractId, context.CancellationToken);
        contract.End(context.Message.EndedAt.ToMicroseconds());
        logger.ContractEnded(contract.ContractId, context.Message.EventId, context.Message.EndedAt);

        if (CloseFeedbackRequest.For(contract) is { } close)
            await context.Publish(close, context.CancellationToken);
    }
}
