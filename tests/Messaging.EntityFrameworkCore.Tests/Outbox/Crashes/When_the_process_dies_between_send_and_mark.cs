using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Crashes;

public abstract class When_the_process_dies_between_send_and_mark<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _note = Guid.CreateVersion7();

    [Fact]
    public async Task Should_send_again_with_the_same_message_id()
    {
        var sent = await DieAfterTheSendAsync();
        var survivor = await StartAsync();

        Pass(TimeSpan.FromSeconds(10));

        await UntilIdleAsync(survivor);
        survivor.Transport.AttemptsAt(sent).ShouldBe(1);
        Journal.ArrivalsOf<NoteTaken>().Count(arrival => arrival.MessageId == sent && arrival.Message.Equals(new NoteTaken(_note, "text")))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Should_send_the_rest_that_had_not_left()
    {
        await DieAfterTheSendAsync();
        var survivor = await StartAsync();

        Pass(TimeSpan.FromSeconds(10));

        await UntilIdleAsync(survivor);
        Journal.Of<NoteCopied>().Count(copied => copied.NoteId == _note).ShouldBe(1);
    }

    private async Task<Guid> DieAfterTheSendAsync()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(_ =>
        {
            instance.Transport.Taken = _ =>
            {
                instance.Database.Kill();
                instance.Transport.Kill();
                return Task.CompletedTask;
            };
            return Task.CompletedTask;
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Count == 1);
        await instance.KillAsync();
        return instance.Transport.Sent[^1];
    }
}
