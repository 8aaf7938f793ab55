using Contracts.Messages;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Facts;

/// <summary>
/// Takes payments (R3) in batches, since there are many of them: one transaction each, in which the contracts are locked
/// in key order. Nothing follows from a payment at once, so nothing is published.
/// </summary>
internal sealed class PaymentMadeConsumer(FeedbackDbContext db, ILogger<PaymentMadeConsumer> logger) : IConsumer<Batch<PaymentMade>>
{
    public async Task Consume(ConsumeContext<Batch<PaymentMade>> context)
    {
        var facts = context.Message.Select(message => message.Message).DistinctBy(fact => fact.PaymentId).ToList();
        await using var write = await db.BeginWriteAsync(context.CancellationToken);

        var contracts = await LockContractsAsync(facts, context.CancellationToken);
        var payments = await LoadPaymentsAsync(facts, context.CancellationToken);
        foreach (var fact in facts)
            Take(fact, contracts[fact.ContractId], payments);

        await write.SaveAndCommitAsync(context.CancellationToken);
        logger.PaymentsTaken(facts.Count, contracts.Count);
    }

    private async Task<Dictionary<string, Contract>> LockContractsAsync(List<PaymentMade> facts, CancellationToken cancellationToken)
    {
        var ids = facts.Select(fact => fact.ContractId).Distinct(StringComparer.Ordinal).ToList();
        var locked = await db.FindAndLockAllAsync<Contract>([.. ids], cancellationToken);

        var contracts = locked.ToDictionary(contract => contract.ContractId, StringComparer.Ordinal);
        foreach (var id in ids.Where(id => !contracts.ContainsKey(id)))
            contracts.Add(id, db.Contracts.Add(new Contract { ContractId = id }).Entity);

        return contracts;
    }

    private Task<Dictionary<string, Payment>> LoadPaymentsAsync(List<PaymentMade> facts, CancellationToken cancellationToken)
    {
        var ids = facts.Select(fact => fact.PaymentId).ToList();
        return db.Payments.Where(payment => ids.Contains(payment.PaymentId))
            .ToDictionaryAsync(payment => payment.PaymentId, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>A payment that is known is left as it is: the same one came again.</summary>
    private void Take(PaymentMade fact, Contract contract, Dictionary<string, Payment> known)
    {
        if (!known.TryGetValue(fact.PaymentId, out var payment))
            payment = db.Payments.Add(new Payment { PaymentId = fact.PaymentId, ContractId = fact.ContractId }).Entity;
        else if (payment.PaidAt is not null)
            return;

        payment.ContractId = fact.ContractId;
        payment.Made(fact.Amount, fact.Currency, fact.PaidAt.ToMicroseconds());
        if (payment.Counts)
            contract.Paid(payment.PaidAt!.Value);
    }
}
