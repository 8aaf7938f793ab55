using Feedback.Saga.Persistence;
using Feedback.Saga.Signals;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga.Contracts;

/// <summary>Takes the reversal of a payment, which may come before the payment (R3, R40). Feedback that was provided stays (R31).</summary>
internal sealed partial class PaymentReversedConsumer(
    FeedbackDbContext db, IOptions<SignalOptions> signals, ILogger<PaymentReversedConsumer> logger)
    : IConsumer<PaymentReversed>
{
    public async Task Consume(ConsumeContext<PaymentReversed> context)
    {
        var reversal = context.Message;
        var contract = await db.LockOrAddContractAsync(reversal.ContractId, context.CancellationToken);
        var payment = await db.Payments.FindAsync([reversal.PaymentId], context.CancellationToken)
            ?? db.Payments.Add(new Payment { PaymentId = reversal.PaymentId, ContractId = reversal.ContractId }).Entity;
        if (payment.ContractId != reversal.ContractId)
            throw MalformedUpstreamEventException.For<PaymentReversed>(new("contractId", "must be the contract of that payment"));

        payment.Reversed(reversal.ReversedAt.ToMicroseconds());
        if (payment.PaidAt == contract.LastPaymentAt)
            contract.PaymentsRecounted(await LatestOtherAsync(payment, context.CancellationToken));

        LogReversed(reversal.PaymentId, reversal.ContractId, reversal.EventId);
        if (signals.Value.Enabled)
            await context.Publish(new LookForSignals { PaymentId = payment.PaymentId }, context.CancellationToken);
    }

    private Task<DateTimeOffset?> LatestOtherAsync(Payment reversed, CancellationToken cancellationToken) =>
        db.Payments
            .Where(payment => payment.ContractId == reversed.ContractId && payment.PaymentId != reversed.PaymentId)
            .Where(payment => payment.IsPositive && payment.ReversedAt == null)
            .MaxAsync(payment => payment.PaidAt, cancellationToken);

    [LoggerMessage(LogLevel.Information, "Payment {PaymentId} on contract {ContractId} was reversed (event {UpstreamEvent})")]
    private partial void LogReversed(string paymentId, string contractId, string upstreamEvent);
}

internal sealed class PaymentReversedConsumerDefinition()
    : TransactionalUpstreamConsumerDefinition<FeedbackDbContext, PaymentReversedConsumer, PaymentReversed>(Queues.PaymentReversed);
