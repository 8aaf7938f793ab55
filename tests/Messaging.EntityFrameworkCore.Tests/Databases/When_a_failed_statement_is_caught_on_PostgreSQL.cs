using System.Data.Common;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>
/// PostgreSQL answers COMMIT with ROLLBACK, and no error, if a statement of the transaction has failed. A caller that caught the
/// failure must learn that nothing is saved.
/// </summary>
public sealed class When_a_failed_statement_is_caught_on_PostgreSQL : IAsyncLifetime
{
    private readonly PostgresTestDatabase _database = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _database.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>Nothing is left to write; a row is left for the raw path; a hook makes EF Core save, with and without a row.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Should_refuse_to_commit(bool hasChange, bool efCoreSaves)
    {
        await using var db = Open(efCoreSaves ? [new SavingHook()] : []);
        await using var write = await db.BeginWriteAsync(Cancelled);
        db.Add(NewNote());
        await db.SaveChangesAsync(Cancelled);
        await FailAsync(db);
        if (hasChange)
            db.Add(NewNote());

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => write.SaveAndCommitAsync(Cancelled));

        failure.Message.ShouldContain("one of its statements failed");
        await write.DisposeAsync();
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Should_refuse_to_commit_before_a_transaction_interceptor()
    {
        var interceptor = new CommitInterceptor();
        await using var db = Open(interceptor);
        await using var write = await db.BeginWriteAsync(Cancelled);
        await FailAsync(db);

        await Should.ThrowAsync<InvalidOperationException>(() => write.SaveAndCommitAsync(Cancelled));

        interceptor.Commits.ShouldBe(0);
    }

    /// <summary>The interceptor commits in its own way, and so sees what was written before the commit.</summary>
    [Fact]
    public async Task Should_write_before_a_commit_that_an_interceptor_takes_over()
    {
        var interceptor = new CommitInterceptor { CommitsItself = true };
        await using var db = Open(interceptor);
        await using (var write = await db.BeginWriteAsync(Cancelled))
        {
            db.Add(NewNote());
            await write.SaveAndCommitAsync(Cancelled);
        }

        interceptor.Commits.ShouldBe(1);
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Should_not_commit_what_an_interceptor_suppresses()
    {
        var interceptor = new CommitInterceptor();
        await using var db = Open(interceptor);
        await using (var write = await db.BeginWriteAsync(Cancelled))
        {
            db.Add(NewNote());
            await write.SaveAndCommitAsync(Cancelled);
        }

        interceptor.Commits.ShouldBe(1);
        (await CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_refuse_to_commit_when_the_server_ended_the_session(bool goesOn)
    {
        await using var db = _database.Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        db.Add(NewNote());
        await db.SaveChangesAsync(Cancelled);
        await Should.ThrowAsync<Exception>(() =>
            db.Database.ExecuteSqlAsync($"SELECT pg_terminate_backend(pg_backend_pid())", Cancelled));
        if (goesOn)
            await Should.ThrowAsync<DbException>(() => db.Notes.CountAsync(Cancelled));

        var failure = await Should.ThrowAsync<DbException>(() => write.SaveAndCommitAsync(Cancelled));

        DatabaseFailures.IsUnavailable(failure).ShouldBeTrue();
        (await CountAsync()).ShouldBe(0);
    }

    private static async Task FailAsync(DbContext db) =>
        await Should.ThrowAsync<DbException>(() => db.Database.ExecuteSqlAsync($"SELECT 1 / 0", Cancelled));

    private static Note NewNote() => new() { Id = Guid.CreateVersion7(), Text = "a note" };

    private OrdersDbContext Open(params IInterceptor[] interceptors)
    {
        var options = new DbContextOptionsBuilder<OrdersDbContext>();
        _database.Configure(options);
        return new OrdersDbContext(((DbContextOptionsBuilder<OrdersDbContext>)options.AddInterceptors(interceptors)).Options);
    }

    private async Task<int> CountAsync()
    {
        await using var db = _database.Open();
        return await db.Notes.CountAsync(Cancelled);
    }

    private sealed class SavingHook : SaveChangesInterceptor;

    private sealed class CommitInterceptor : DbTransactionInterceptor
    {
        public int Commits { get; private set; }

        public bool CommitsItself { get; init; }

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction,
            TransactionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default)
        {
            Commits++;
            if (CommitsItself)
                await transaction.CommitAsync(cancellationToken);

            return InterceptionResult.Suppress();
        }
    }
}
