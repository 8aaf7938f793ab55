using Contracts.Messages;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Facts;

/// <summary>Takes the reversal of a payment, which may come before the payment (R3, R40); feedback given stays (R31).</summary>
internal sealed class PaymentReversedConsumer(FeedbackDbContext db, ILogger<PaymentReversedConsumer> logger) : IConsumer<PaymentReversed>
{
    public async Task Consume(ConsumeContext<PaymentReversed> context)
    {
        var fact = context.Message;
        FactRules.Check(fact);

        var contract = await db.LockOrAddContractAsync(fact.ContractId, context.CancellationToken);
        var payment = await db.Payments.FindAsync([fact.PaymentId], context.CancellationToken)
                      ?? db.Payments.Add(new Payment { PaymentId = fact.PaymentId, ContractId = fact.ContractId }).Entity;
        if (payment.ContractId != fact.ContractId)
            throw new MalformedFactException("payment-reversed", "contractId", "is not the contract of that payment");

        payment.Reversed(fact.ReversedAt.ToMicroseconds());
        if (payment.PaidAt == contract.LastPaymentAt)
            contract.PaymentsRecounted(await LatestOtherAsync(payment, context.CancellationToken));

        logger.PaymentReversed(fact.PaymentId, fact.ContractId, fact.EventId);
    }

    private Task<DateTimeOffset?> LatestOtherAsync(Payment reversed, CancellationToken cancellationToken)
        => db.Payments
            .Where(payment => payment.ContractId == reversed.ContractId && payment.PaymentId != reversed.PaymentId)
            .Where(payment => payment.IsPositive && payment.ReversedAt == null)
            .MaxAsync(payment => payment.PaidAt, cancellationToken);
}
