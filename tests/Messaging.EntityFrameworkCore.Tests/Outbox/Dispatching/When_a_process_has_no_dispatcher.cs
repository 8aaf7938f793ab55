using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;

public abstract class When_a_process_has_no_dispatcher<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task Should_send_what_it_commits_and_leave_the_rest_to_others()
    {
        var web = await StartAsync(settings => settings with { Outbox = outbox => outbox.RunDispatcher = false });
        web.Transport.Sending = context => context.DestinationAddress!.AbsolutePath.EndsWith("/journal", StringComparison.Ordinal)
            ? throw new InvalidOperationException("Not this one.")
            : Task.CompletedTask;

        await web.SendAsync(NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);
        await Database.InsertBacklogAsync(1, Now.AddMinutes(-1));
        await Eventually.Until(async () => (await OutboxAsync()).Count == 2);
        Pass(TimeSpan.FromMinutes(1));

        var worker = await StartAsync();
        worker.WakeUp();
        await Eventually.Until(async () => (await OutboxAsync()).Count == 0);
        Journal.Of<NoteCopied>().Count.ShouldBe(1);
        worker.Transport.Sent.ShouldContain(TestDatabase.BacklogId(1));
        ClaimsOf(web).ShouldBe(0);
    }
}
