using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Crashes;

public abstract class When_the_process_dies_between_commit_and_send<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private readonly Guid _note = Guid.CreateVersion7();

    [Fact]
    public async Task Should_have_another_instance_send_after_the_lease()
    {
        await DieAfterTheCommitAsync();
        var survivor = await StartAsync();
        var rows = await OutboxAsync();

        Pass(TimeSpan.FromSeconds(10));

        await UntilIdleAsync(survivor);
        Journal.Arrivals.Where(arrival => rows.Any(row => row.WireId == arrival.MessageId))
            .Select(arrival => arrival.Message)
            .ShouldBe([new NoteTaken(_note, "text"), new NoteCopied(_note)], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_leave_them_to_their_committer_until_then()
    {
        await DieAfterTheCommitAsync();
        var survivor = await StartAsync();
        var rows = await OutboxAsync();

        Pass(TimeSpan.FromSeconds(10) - TimeSpan.FromMicroseconds(1));

        await OnceTheDispatcherHasLookedAsync(survivor);
        rows.ShouldAllBe(row => survivor.Transport.AttemptsAt(row.WireId) == 0);
    }

    private async Task DieAfterTheCommitAsync()
    {
        var instance = await StartAsync();
        instance.Hooks.On<TakeNote>(_ =>
        {
            instance.Database.Committed = async () =>
            {
                // The dispatcher commits too.
                if (!await ReadAsync(db => db.Notes.AnyAsync(note => note.Id == _note)))
                    return;

                instance.Database.Kill();
                instance.Transport.Kill();
            };
            return Task.CompletedTask;
        });

        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(_note, "text"));
        await Eventually.Until(() => instance.Database.IsKilled);
        await instance.KillAsync();
    }
}
