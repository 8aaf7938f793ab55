using MassTransit;
using Messaging.EntityFrameworkCore;

namespace Feedback.Saga.Requests;

/// <summary>The queue of the saga; conflicts are tried again, each time with a fresh DbContext.</summary>
internal sealed class FeedbackRequestDefinition : SagaDefinition<FeedbackRequestState>
{
    public FeedbackRequestDefinition() => EndpointName = Queues.Requests;

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<FeedbackRequestState> sagaConfigurator, IRegistrationContext context)
        => endpointConfigurator.UseConflictRetry();
}
