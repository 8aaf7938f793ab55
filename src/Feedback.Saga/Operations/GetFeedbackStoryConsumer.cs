using MassTransit;
using Shared;

namespace Feedback.Saga.Operations;

/// <summary>Tells operators what happened to a request or on a contract.</summary>
internal sealed class GetFeedbackStoryConsumer(IFeedbackOperations operations) : IConsumer<GetFeedbackStory>
{
    public async Task Consume(ConsumeContext<GetFeedbackStory> context)
    {
        var story = context.Message switch
        {
            { RequestId: { } requestId } => await operations.RequestAsync(requestId, context.CancellationToken),
            { ContractId: { } contractId } => await operations.ContractAsync(contractId, context.CancellationToken),
            _ => null,
        };
        if (story is null)
            await context.RespondAsync(new StoryNotFound());
        else
            await context.RespondAsync(story.Entries.ToStory(story.Subjects));
    }
}
