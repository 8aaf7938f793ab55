using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Contracts;

/// <summary>Takes a contract's start: the earliest of several wins, whenever it arrives (R40).</summary>
internal sealed partial class ContractStartedConsumer(FeedbackDbContext db, ILogger<ContractStartedConsumer> logger)
    : IConsumer<ContractStarted>
{
    public async Task Consume(ConsumeContext<ContractStarted> context)
    {
        var contract = await db.LockOrAddContractAsync(context.Message.ContractId, context.CancellationToken);
        contract.Start(context.Message);
        LogStarted(contract.ContractId, context.Message.StartedAt, context.Message.EventId);
    }

    [LoggerMessage(LogLevel.Information, "Contract {ContractId} started at {StartedAt:O} (event {UpstreamEvent})")]
    private partial void LogStarted(string contractId, DateTimeOffset startedAt, string upstreamEvent);
}

internal sealed class ContractStartedConsumerDefinition()
    : TransactionalUpstreamConsumerDefinition<ContractStartedConsumer, ContractStarted>(Queues.ContractStarted);
