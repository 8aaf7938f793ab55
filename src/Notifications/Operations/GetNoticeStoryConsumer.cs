using MassTransit;
using Shared;

namespace Notifications.Operations;

/// <summary>Tells operators what became of the notices about requests and feedback.</summary>
internal sealed class GetNoticeStoryConsumer(INotificationsOperations operations) : IConsumer<GetNoticeStory>
{
    public async Task Consume(ConsumeContext<GetNoticeStory> context)
    {
        var subjects = context.Message.Subjects.Take(Story.MaxEntries).ToList();
        var entries = await operations.StoryAsync(subjects, context.CancellationToken);
        await context.RespondAsync(entries.ToStory([]));
    }
}
