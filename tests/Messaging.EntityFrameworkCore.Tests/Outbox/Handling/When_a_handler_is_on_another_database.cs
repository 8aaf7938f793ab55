using MassTransit;
using MassTransit.DependencyInjection;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>
/// The DbContext of a scope is on the database of a tenant, whose outbox no background service empties: after a crash its messages
/// would stay there.
/// </summary>
public abstract class When_a_handler_is_on_another_database<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private const string Tenant = "tenant";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_refuse_to_handle_the_message()
    {
        await using var other = new TDatabase();
        await other.CreateAsync();
        var instance = await StartAsync(settings => settings with { DatabaseOf = scope => DatabaseOf(scope, other) });
        var note = Guid.CreateVersion7();

        var endpoint = await instance.Bus.GetSendEndpoint(new Uri($"queue:{NoteDefinition.Queue}"));
        await endpoint.Send(new TakeNote(note, "text"), context => context.Headers.Set(Tenant, "other"), Cancelled);
        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Any());

        Journal.Of<Fault<TakeNote>>()[0].Exceptions[0].Message.ShouldContain("outbox of OrdersDbContext is served on one database");
        (await CountAsync(Database)).ShouldBe(0);
        (await CountAsync(other)).ShouldBe(0);
        await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));
        await Eventually.Until(() => Journal.Of<NoteTaken>().Any());
        (await CountAsync(Database)).ShouldBe(1);
    }

    [Fact]
    public async Task Should_refuse_to_publish_outside_a_consumer()
    {
        await using var other = new TDatabase();
        await other.CreateAsync();
        var isOther = false;
        var instance = await StartAsync(settings => settings with
        {
            DatabaseOf = _ => Volatile.Read(ref isOther) ? other : Database,
            Bus = bus => bus.UseEntityFrameworkBusOutbox<OrdersDbContext>(),
        });
        await using (var scope = instance.Services.CreateAsyncScope())
            await PublishAsync(scope);

        isOther = true;
        await using var refused = instance.Services.CreateAsyncScope();

        (await Should.ThrowAsync<InvalidOperationException>(() => PublishAsync(refused))).Message.ShouldContain("served on one database");
    }

    private static Task PublishAsync(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<IPublishEndpoint>().Publish(new NoteTaken(Guid.CreateVersion7(), "text"), Cancelled);

    private TDatabase DatabaseOf(IServiceProvider scope, TDatabase other) =>
        scope.GetRequiredService<Bind<IBus, IScopedConsumeContextProvider>>().Value is { HasContext: true } current
        && current.GetContext().Headers.Get<string>(Tenant) is not null
            ? other
            : Database;

    private static async Task<int> CountAsync(TDatabase database)
    {
        await using var db = database.Open();
        return await db.Notes.CountAsync(Cancelled);
    }
}
