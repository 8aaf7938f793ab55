using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Servers;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit.Servers.Tds;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>A caller that catches the failure goes on outside of the transaction, unless it is kept from that.</summary>
public sealed class When_a_connection_is_lost_on_SQL_Server : IAsyncLifetime
{
    private readonly TdsTestDatabase _database = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Should_neither_write_nor_commit_afterwards()
    {
        _database.Server.Answer = statement => statement.Contains("DELETE", StringComparison.Ordinal) ? TdsReply.Close : null;
        await using var db = _database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        await Should.ThrowAsync<Exception>(() => db.Notes.ExecuteDeleteAsync(Cancelled));
        db.Add(new Note { Id = Guid.CreateVersion7(), Text = "too late" });

        await Should.ThrowAsync<Exception>(() => db.SaveChangesAsync(Cancelled));
        await Should.ThrowAsync<Exception>(() => db.SaveChangesAsync(Cancelled));
        var failure = await Should.ThrowAsync<Exception>(() => write.SaveAndCommitAsync(Cancelled));

        DatabaseFailures.IsUnavailable(failure).ShouldBeTrue();
        _database.Server.Statements.ShouldNotContain(statement => statement.Contains("INSERT", StringComparison.Ordinal));
    }
}
