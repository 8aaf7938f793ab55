using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>The database stalls while the endpoint is busy. <see cref="When_SQL_Server_is_away"/> does the same on SQL Server.</summary>
public sealed class When_the_pool_is_smaller_than_what_is_handled : Situation<SmallPool>
{
    private const int Commands = 8;

    [Fact]
    public async Task Should_handle_every_message_when_the_stall_is_over()
    {
        var notes = Enumerable.Range(0, Commands).Select(_ => Guid.CreateVersion7()).ToList();
        var instance = await StartAsync(settings => settings with { Clock = TimeProvider.System, Concurrency = Commands });
        await using var db = Database.OpenBesides();
        await using (await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await db.Database.ExecuteSqlRawAsync("LOCK TABLE notes, outbox_messages", TestContext.Current.CancellationToken);
            foreach (var note in notes)
                await instance.SendAsync(NoteDefinition.Queue, new TakeNote(note, "text"));

            var before = instance.Database.Openings;
            await Eventually.Until(() => instance.Database.Openings > before + (3 * Commands));
        }

        await Eventually.Until(() => Journal.Of<Fault<TakeNote>>().Count > 0
            || Journal.Of<NoteTaken>().Select(taken => taken.NoteId).Distinct().Count() == Commands);
        Journal.Of<Fault<TakeNote>>().ShouldBeEmpty();
    }
}

/// <summary>A pool of two connections, for one of which a handler waits a second.</summary>
public sealed class SmallPool : PostgresTestDatabase
{
    public override void Configure(DbContextOptionsBuilder options) => options.UseGroupCommit().UseNpgsql(
        new NpgsqlConnectionStringBuilder(ConnectionString) { MaxPoolSize = 2, Timeout = 1 }.ConnectionString);

    /// <summary>Opens the database with a connection that is not of the pool.</summary>
    public OrdersDbContext OpenBesides()
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>();
        base.Configure(options);
        return new OrdersDbContext(options.Options);
    }
}
