using System.Text.Json;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>The raw path writes the rows without EF Core, and EF Core must read the same values from them.</summary>
public sealed class When_outbox_rows_are_written_on_PostgreSQL
{
    [Fact]
    public async Task Should_store_every_property()
    {
        await using var database = new PostgresTestDatabase();
        await database.CreateAsync();
        var (plain, full) = (Row(position: 0), Row(position: 1));
        plain.NextAttemptAt = null;

        await CommitAsync(database, [plain, full], cancelled: []);

        (await ReadAsync(database)).ShouldBe([Json(plain), Json(full)]);
    }

    [Fact]
    public async Task Should_delete_what_is_still_there_of_the_cancelled()
    {
        await using var database = new PostgresTestDatabase();
        await database.CreateAsync();
        var (cancelled, left) = (Row(position: 0), Row(position: 1));
        await CommitAsync(database, [cancelled, left], cancelled: []);

        await CommitAsync(database, [], cancelled: [cancelled.Id, Guid.CreateVersion7()]);

        (await ReadAsync(database)).ShouldBe([Json(left)]);
    }

    [Fact]
    public async Task Should_write_nothing_when_one_of_them_can_not_be_written()
    {
        await using var database = new PostgresTestDatabase();
        await database.CreateAsync();
        var row = Row(position: 0);
        await CommitAsync(database, [row], cancelled: []);

        var failure = await Should.ThrowAsync<Exception>(() => CommitAsync(database, [Row(position: 1), row], cancelled: [row.Id]));

        DatabaseFailures.IsConflict(failure).ShouldBeTrue();
        (await ReadAsync(database)).ShouldBe([Json(row)]);
    }

    private static async Task CommitAsync(
        PostgresTestDatabase database, IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled)
    {
        await using var db = database.Open();
        await using var write = await db.BeginWriteAsync(TestContext.Current.CancellationToken);
        await write.CommitAsync(new OutboxChanges(added, cancelled), TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(PostgresTestDatabase database)
    {
        await using var db = database.Open();
        return [.. (await db.Outbox.OrderBy(row => row.Position).ToListAsync()).Select(Json)];
    }

    private static string Json(OutboxMessage row) => JsonSerializer.Serialize(row);

    private static OutboxMessage Row(int position)
    {
        var at = DateTimeOffset.UtcNow.ToMicroseconds();
        return new OutboxMessage
        {
            Id = Guid.CreateVersion7(),
            MessageId = position == 1 ? Guid.CreateVersion7() : null,
            Position = position,
            EnqueuedAt = at,
            DueAt = at.AddDays(1),
            IsTimer = position == 1,
            NextAttemptAt = at.AddDays(2),
            Destination = "exchange:somewhere",
            MessageType = "urn:message:Some:Thing",
            ContentType = "application/json",
            Headers = position == 1 ? """{"key":"value"}""" : null,
            Properties = position == 1 ? """{"Priority":3}""" : null,
            Body = [1, 2, 3],
            Attempts = position,
        };
    }
}
