using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Signals;

/// <summary>
/// Looks at what the service has decided and published, on a queue of its own, so that no decision waits for it or fails with it (R67).
/// Where it finds nothing, as nearly always, it takes one or two reads by an index, and no transaction.
/// </summary>
internal sealed class SignalsConsumer(
    FeedbackDbContext db, PaymentSignals payments, FeedbackSignals feedback, SignalStore store, IOptions<SignalOptions> options)
    : IConsumer<FeedbackRequested>, IConsumer<FeedbackProvided>, IConsumer<LookForSignals>
{
    /// <summary>What the note shows is stored after what payments show, so that it takes nothing with it if it fails.</summary>
    public async Task Consume(ConsumeContext<FeedbackRequested> context)
    {
        await LookAsync(
            cancellationToken => payments.OfRequestAsync(db, context.Message, cancellationToken), context.CancellationToken);
        await LookAsync(
            _ => Task.FromResult<IReadOnlyList<AbuseSignal>>(PleaIn(context.Message) is { } plea ? [plea] : []),
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<FeedbackProvided> context) => LookAsync(
        cancellationToken => feedback.OfFeedbackAsync(db, context.Message, cancellationToken), context.CancellationToken);

    public Task Consume(ConsumeContext<LookForSignals> context) => LookAsync(
        async cancellationToken => context.Message switch
        {
            { PaymentId: { } paymentId } => await payments.OfPaymentsAsync(
                db,
                await db.Payments.AsNoTracking().Where(payment => payment.PaymentId == paymentId).ToListAsync(cancellationToken),
                cancellationToken),
            { ClientId: { } clientId } => await feedback.OfAccountAsync(db, clientId, cancellationToken),
            _ => [],
        },
        context.CancellationToken);

    private async Task LookAsync(
        Func<CancellationToken, Task<IReadOnlyList<AbuseSignal>>> look, CancellationToken cancellationToken)
    {
        if (options.Value.Enabled)
            await store.StoreAsync(db, await look(cancellationToken), cancellationToken);
    }

    private static AbuseSignal? PleaIn(FeedbackRequested request) => RatingPlea.PatternIn(request.Message) is { } pattern
        ? new AbuseSignal
        {
            SignalId = AbuseSignal.IdOf(AbuseSignalKinds.RatingPlea, $"{request.RequestId}"),
            Kind = AbuseSignalKinds.RatingPlea,
            ContractId = request.ContractId,
            FreelancerId = request.FreelancerId,
            ClientId = request.ClientId,
            RequestId = request.RequestId,
            At = request.RequestedAt,
            Evidence = AbuseSignal.ToJson(new AbuseSignalEvidence { Pattern = pattern }),
        }
        : null;
}

/// <summary>
/// The service has learned something that may make a signal of what was decided before (R40). Sent by the service to itself, in the
/// transaction in which it learns of it. One of the two is given.
/// </summary>
[EntityName("look-for-signals")]
public sealed record LookForSignals
{
    /// <summary>A payment that was reversed, or is a bonus.</summary>
    public string? PaymentId { get; init; }

    /// <summary>A client of whose account it has become known when it was opened.</summary>
    public string? ClientId { get; init; }
}

/// <summary>The events are the service's own. A look that meets a conflict is taken again.</summary>
internal sealed class SignalsConsumerDefinition : ConsumerDefinition<SignalsConsumer>
{
    private const int ConcurrentLooks = 8;

    public SignalsConsumerDefinition() => EndpointName = Queues.Signals;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SignalsConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        // Decisions come first.
        endpointConfigurator.ConcurrentMessageLimit = ConcurrentLooks;
        endpointConfigurator.UseConflictRetry();
    }
}
