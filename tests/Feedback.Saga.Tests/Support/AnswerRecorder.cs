using Contracts.Messages;
using MassTransit;

namespace Feedback.Saga.Tests.Support;

/// <summary>Takes the answers to commands and queries, as the gateway does.</summary>
public sealed class AnswerRecorder(SeenMessages seen) :
    IConsumer<FeedbackRequestAccepted>,
    IConsumer<FeedbackAccepted>,
    IConsumer<FeedbackRefused>,
    IConsumer<ContractNotFound>,
    IConsumer<CallerNotPermitted>,
    IConsumer<InvalidInput>,
    IConsumer<IdempotencyKeyReused>,
    IConsumer<FeedbackTab>,
    IConsumer<MyContracts>,
    IConsumer<WorkHistory>,
    IConsumer<FeedbackFound>,
    IConsumer<FeedbackNotFound>,
    IConsumer<FeedbackRequestFound>,
    IConsumer<FeedbackRequestNotFound>,
    IConsumer<FeedbackOverview>
{
    public const string Queue = "test-answers";

    public Task Consume(ConsumeContext<FeedbackRequestAccepted> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackAccepted> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackRefused> context) => Record(context);

    public Task Consume(ConsumeContext<ContractNotFound> context) => Record(context);

    public Task Consume(ConsumeContext<CallerNotPermitted> context) => Record(context);

    public Task Consume(ConsumeContext<InvalidInput> context) => Record(context);

    public Task Consume(ConsumeContext<IdempotencyKeyReused> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackTab> context) => Record(context);

    public Task Consume(ConsumeContext<MyContracts> context) => Record(context);

    public Task Consume(ConsumeContext<WorkHistory> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackFound> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackNotFound> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackRequestFound> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackRequestNotFound> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackOverview> context) => Record(context);

    private Task Record<T>(ConsumeContext<T> context)
        where T : class
    {
        seen.Answered(context.RequestId!.Value, context.Message);
        return Task.CompletedTask;
    }

    public sealed class Definition : ConsumerDefinition<AnswerRecorder>
    {
        public Definition() => EndpointName = Queue;
    }
}
