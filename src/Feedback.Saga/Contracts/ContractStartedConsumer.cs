using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using Feedback.Saga.Signals;
using MassTransit;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Contracts;

/// <summary>
/// Takes a contract's start: the earliest of several wins, whenever it arrives (R40). Feedback that was handed over is handed over again
/// with what it says of the contract (R73).
/// </summary>
internal sealed partial class ContractStartedConsumer(
    FeedbackDbContext db, HandOver handOver, ClientAccounts accounts, ILogger<ContractStartedConsumer> logger)
    : IConsumer<ContractStarted>
{
    public async Task Consume(ConsumeContext<ContractStarted> context)
    {
        var start = await WithoutErasedAsync(context.Message, context.CancellationToken);
        var contract = await db.LockOrAddContractAsync(start.ContractId, context.CancellationToken);
        var isNew = contract.Start(start);
        if (start.ClientSince is { } openedAt && start.ClientId == context.Message.ClientId
            && await accounts.TakeAsync(db, start.ClientId, openedAt.ToMicroseconds(), context.CancellationToken) is { } look)
            await context.Publish(look, context.CancellationToken);

        LogStarted(contract.ContractId, start.StartedAt, start.EventId);

        if (isNew && await handOver.NextAsync(db, contract, context.CancellationToken) is { } handedOver)
            await context.Publish(handedOver, context.CancellationToken);
    }

    /// <summary>No message brings a person back who was erased.</summary>
    private async Task<ContractStarted> WithoutErasedAsync(ContractStarted start, CancellationToken cancellationToken)
    {
        var erased = await db.FindErasedAsync(cancellationToken, start.ClientId, start.FreelancerId, start.AgencyId);
        return erased.Count == 0 ? start : start with
        {
            ClientId = erased.GetValueOrDefault(start.ClientId, start.ClientId),
            FreelancerId = erased.GetValueOrDefault(start.FreelancerId, start.FreelancerId),
            AgencyId = start.AgencyId is null ? null : erased.GetValueOrDefault(start.AgencyId, start.AgencyId),
        };
    }

    [LoggerMessage(LogLevel.Information, "Contract {ContractId} started at {StartedAt:O} (event {UpstreamEvent})")]
    private partial void LogStarted(string contractId, DateTimeOffset startedAt, string upstreamEvent);
}

internal sealed class ContractStartedConsumerDefinition()
    : TransactionalUpstreamConsumerDefinition<FeedbackDbContext, ContractStartedConsumer, ContractStarted>(Queues.ContractStarted);
