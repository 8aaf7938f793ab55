using MassTransit;

namespace Notifications.Email;

/// <summary>
/// Hands the email over before the transaction in which the consumer records the outcome begins. An outcome is kept with
/// the delivery of the message: when recording it has to be tried again, the email doesn't leave again.
/// </summary>
internal sealed class EmailHandoverFilter(EmailHandover handover) : IFilter<ConsumeContext<SendEmail>>
{
    public async Task Send(ConsumeContext<SendEmail> context, IPipe<ConsumeContext<SendEmail>> next)
    {
        if (!context.ReceiveContext.TryGetPayload<HandoverOutcome>(out _))
        {
            var outcome = await handover.AttemptAsync(context.Message, locks: context.GetRetryAttempt() > 0, context.CancellationToken);
            context.ReceiveContext.GetOrAddPayload(() => outcome);
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("emailHandover");
}
