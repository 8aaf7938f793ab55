using Feedback.Saga.Persistence;
using Feedback.Saga.Signals;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.RetryPolicies;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Contracts;

/// <summary>
/// Takes payments (R3) in batches, since there are many of them: one transaction per batch, in which the contracts are locked
/// in key order. Nothing is decided by a payment at once. What may be a signal is looked at on another queue, and payments don't wait for
/// it (R67).
/// </summary>
internal sealed partial class PaymentMadeConsumer(
    FeedbackDbContext db, PaymentSignals signals, ILogger<PaymentMadeConsumer> logger)
    : IConsumer<Batch<PaymentMade>>
{
    public async Task Consume(ConsumeContext<Batch<PaymentMade>> context)
    {
        var payments = context.Message.Select(message => message.Message).ToList();
        var taken = await TakeAsync(payments, context.CancellationToken);

        // After the commit, without the outbox: should the process die between the two, the payments come again, and so does this.
        await context.PublishBatch(signals.LooksFor(taken), context.CancellationToken);
    }

    private async Task<List<Payment>> TakeAsync(List<PaymentMade> payments, CancellationToken cancellationToken)
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        var contracts = await LockContractsAsync(payments, cancellationToken);
        var known = await LoadPaymentsAsync(payments, cancellationToken);
        var taken = payments.ConvertAll(payment => Take(payment, contracts[payment.ContractId], known)).Distinct().ToList();
        await write.SaveAndCommitAsync(cancellationToken);
        LogTaken(taken.Count, contracts.Count);
        return taken;
    }

    private async Task<Dictionary<string, Contract>> LockContractsAsync(List<PaymentMade> payments, CancellationToken cancellationToken)
    {
        var ids = payments.Select(payment => payment.ContractId).Distinct(StringComparer.Ordinal).ToList();
        var locked = await db.FindAndLockAllAsync<Contract>([.. ids], cancellationToken);
        var contracts = locked.ToDictionary(contract => contract.ContractId, StringComparer.Ordinal);
        foreach (var id in ids.Where(id => !contracts.ContainsKey(id)))
            contracts.Add(id, db.Contracts.Add(new Contract { ContractId = id }).Entity);

        return contracts;
    }

    private Task<Dictionary<string, Payment>> LoadPaymentsAsync(List<PaymentMade> payments, CancellationToken cancellationToken)
    {
        var ids = payments.Select(payment => payment.PaymentId).Distinct(StringComparer.Ordinal).ToList();
        return db.Payments.Where(payment => ids.Contains(payment.PaymentId))
            .ToDictionaryAsync(payment => payment.PaymentId, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>
    /// A payment that is known is left as it is: the same one came again. It becomes a bonus if only this event says so.
    /// </summary>
    private Payment Take(PaymentMade made, Contract contract, Dictionary<string, Payment> known)
    {
        var isBonus = made.Kind == PaymentKinds.Bonus;
        if (!known.TryGetValue(made.PaymentId, out var payment))
        {
            payment = db.Payments.Add(new Payment { PaymentId = made.PaymentId, ContractId = made.ContractId }).Entity;
            known.Add(made.PaymentId, payment);
        }
        else if (payment.PaidAt is not null)
        {
            if (isBonus && payment.ContractId == made.ContractId)
                payment.MadeAsBonus();

            return payment;
        }

        if (payment.ContractId != made.ContractId)
            LogReversalIgnored(made.PaymentId, made.ContractId, payment.ContractId);

        payment.Made(made.ContractId, made.Amount, made.Currency, made.PaidAt.ToMicroseconds(), isBonus);
        if (payment.Counts)
            contract.Paid(payment.PaidAt!.Value);

        return payment;
    }

    [LoggerMessage(LogLevel.Information, "Took {Payments} payments on {Contracts} contracts")]
    private partial void LogTaken(int payments, int contracts);

    [LoggerMessage(LogLevel.Warning, "Payment {PaymentId} is on contract {ContractId}: its reversal, which named {OtherId}, is ignored")]
    private partial void LogReversalIgnored(string paymentId, string contractId, string otherId);
}

/// <summary>
/// Collects payments into batches. A batch that meets a conflict is tried again. Of a batch that fails for good, each payment is
/// tried again by itself, so that the one to blame goes to the error queue alone.
/// </summary>
internal sealed class PaymentMadeConsumerDefinition() : UpstreamConsumerDefinition<PaymentMadeConsumer, PaymentMade>(Queues.PaymentMade)
{
    private const int MessageLimit = 200;
    private const int ConcurrentBatches = 2;
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMilliseconds(50);

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<PaymentMadeConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
        endpointConfigurator.AddPipeSpecification(Alone());
        consumerConfigurator.Options<BatchOptions>(batch => batch
            .SetMessageLimit(MessageLimit)
            .SetConcurrencyLimit(ConcurrentBatches)
            .SetTimeLimit(_timeLimit));
    }

    /// <summary>A retry before the batch is collected: MassTransit puts a message that is retried into a batch of its own.</summary>
    private static ConsumeContextRetryPipeSpecification<ConsumeContext<PaymentMade>, RetryConsumeContext<PaymentMade>> Alone()
    {
        var retry = new ConsumeContextRetryPipeSpecification<ConsumeContext<PaymentMade>, RetryConsumeContext<PaymentMade>>(
            (context, policy, retryContext) => new RetryConsumeContext<PaymentMade>(context, policy, retryContext),
            CancellationToken.None);
        retry.Handle<Exception>(IsOfOnePayment);
        retry.Immediate(1);
        return retry;
    }

    /// <summary>Whether one payment may be the reason. The rest was tried again as a batch.</summary>
    private static bool IsOfOnePayment(Exception failure) =>
        !DatabaseFailures.IsConflict(failure) && !DatabaseFailures.IsTimeout(failure)
        && !DatabaseFailures.IsUnavailable(failure) && !DatabaseFailures.IsCancellation(failure);
}
