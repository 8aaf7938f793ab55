using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using TestKit.Servers;

namespace Messaging.EntityFrameworkCore.Tests.TestDatabases;

/// <summary>An empty database for one test, and what differs between the database products.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>The destination of the messages that <see cref="InsertBacklogAsync"/> writes: an exchange without queues.</summary>
    public const string BacklogDestination = "exchange:nowhere";

    /// <summary>Whether two handlers can be in their transactions at the same time.</summary>
    public virtual bool AllowsConcurrentWriters => true;

    /// <summary>The broker to use with the database; null for an in-memory transport per instance.</summary>
    public virtual RabbitMqAddress? Broker => null;

    public async Task CreateAsync()
    {
        await CreateEmptyAsync();
        await using var db = Open();
        await db.Database.EnsureCreatedAsync();
    }

    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>What the driver throws when the server can't be reached.</summary>
    public abstract Exception Outage();

    /// <summary>How many transactions wait for a lock that another one holds.</summary>
    public abstract Task<int> CountLockWaitersAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Opens the database outside of any instance.</summary>
    public OrdersDbContext Open()
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>();
        Configure(options);
        return new OrdersDbContext(options.Options);
    }

    /// <summary>
    /// Writes many messages in one statement, due from <paramref name="dueAt"/> on, a microsecond apart. They go to
    /// <see cref="BacklogDestination"/>, and their ids end in their numbers, from 1.
    /// </summary>
    public async Task InsertBacklogAsync(int count, DateTimeOffset dueAt, int bodySize = 64)
    {
        var instant = AfterMicroseconds("{0}", "n");
        var statement = $"""
            INSERT INTO outbox_messages
                (id, position, enqueued_at, due_at, is_timer, next_attempt_at, destination, message_type, content_type, body, attempts)
            SELECT {BacklogId("n")}, 0, {instant}, {instant}, {NotATimer}, {instant}, '{BacklogDestination}', 'urn:message:Nothing',
                'application/vnd.masstransit+json', {"{1}"}, 0
            FROM ({NumbersUpTo(count)}) numbers
            """;
        await using var db = Open();
        await db.Database.ExecuteSqlRawAsync(statement, Stored(dueAt), new byte[bodySize]);
    }

    /// <summary>The id of a message of the backlog.</summary>
    public static Guid BacklogId(int number) => Guid.Parse($"{BacklogIdPrefix}{number:D12}");

    protected const string BacklogIdPrefix = "00000000-0000-7000-8000-";

    protected virtual string NotATimer => "false";

    protected abstract Task CreateEmptyAsync();

    protected abstract string BacklogId(string number);

    protected abstract string AfterMicroseconds(string instant, string microseconds);

    /// <summary>A query whose column <c>n</c> counts from 1.</summary>
    protected abstract string NumbersUpTo(int count);

    protected virtual object Stored(DateTimeOffset instant) => instant;
}
