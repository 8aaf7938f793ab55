using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using MassTransit;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Contracts;

/// <summary>
/// Takes a contract's end (R1, R20), sends the command that closes a request that waits (R15), and hands the feedback over (R73).
/// </summary>
internal sealed partial class ContractEndedConsumer(FeedbackDbContext db, HandOver handOver, ILogger<ContractEndedConsumer> logger)
    : IConsumer<ContractEnded>
{
    public async Task Consume(ConsumeContext<ContractEnded> context)
    {
        var contract = await db.LockOrAddContractAsync(context.Message.ContractId, context.CancellationToken);
        var isNew = contract.End(context.Message.EndedAt.ToMicroseconds());
        LogEnded(contract.ContractId, context.Message.EndedAt, context.Message.EventId);

        if (CloseFeedbackRequest.For(contract) is { } close)
            await context.Publish(close, context.CancellationToken);

        if ((isNew || contract.HandedOverAt is null)
            && await handOver.NextAsync(db, contract, context.CancellationToken) is { } handedOver)
            await context.Publish(handedOver, context.CancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Contract {ContractId} ended at {EndedAt:O} (event {UpstreamEvent})")]
    private partial void LogEnded(string contractId, DateTimeOffset endedAt, string upstreamEvent);
}

internal sealed class ContractEndedConsumerDefinition()
    : TransactionalUpstreamConsumerDefinition<FeedbackDbContext, ContractEndedConsumer, ContractEnded>(Queues.ContractEnded);
