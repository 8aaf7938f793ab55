using System.Data;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>On PostgreSQL, where transactions of one process that are committed at the same time share a commit.</summary>
public sealed class When_transactions_are_committed_together : IAsyncLifetime
{
    /// <summary>What a transaction may do besides deciding on one row. Each delegate takes one lamp.</summary>
    private static readonly Dictionary<string, Func<OrdersDbContext, Task>> _otherWrites = new()
    {
        ["ExecuteUpdate"] = db =>
            db.Stock.ExecuteUpdateAsync(set => set.SetProperty(article => article.Left, article => article.Left - 1), Cancelled),
        ["SQL"] = db => db.Database.ExecuteSqlAsync($"UPDATE stock SET \"left\" = \"left\" - 1", Cancelled),
        ["SaveChangesAsync"] = async db =>
        {
            (await db.Stock.SingleAsync(Cancelled)).Left--;
            await db.SaveChangesAsync(Cancelled);
        },
        ["SaveChanges"] = db =>
        {
            db.Stock.Single().Left--;
            db.SaveChanges();
            return Task.CompletedTask;
        },
        ["locking several"] = async db => (await db.FindAndLockAllAsync<StockArticle>(["lamp"], Cancelled)).Single().Left--,
        ["locking by SQL"] = async db =>
            (await db.Stock.FromSql($"SELECT * FROM stock FOR UPDATE").AsTracking().SingleAsync(Cancelled)).Left--,
        ["locking a second row"] = async db =>
        {
            await db.FindAndLockAsync<Note>(Guid.CreateVersion7(), Cancelled);
            (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        },
        ["locking after reading"] = async db =>
        {
            await db.Notes.CountAsync(Cancelled);
            (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        },
    };

    private readonly PostgresTestDatabase _database = new();
    private ServiceProvider _services = null!;
    private GroupCommit<OrdersDbContext> _group = null!;

    public static TheoryData<string> OtherWrites => [.. _otherWrites.Keys];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.CreateAsync();
        _services = new ServiceCollection().AddDbContextPool<OrdersDbContext>(_database.Configure).BuildServiceProvider();
        _group = new GroupCommit<OrdersDbContext>(_services.GetRequiredService<IServiceScopeFactory>());
        await using var db = _database.Open();
        db.Add(new StockArticle { Name = "lamp", Left = 5 });
        await db.SaveChangesAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_write_what_comes_meanwhile_in_one_transaction()
    {
        await using var blocked = await BlockedCommitAsync();
        var notes = Enumerable.Range(0, 5).Select(_ => NewNote()).ToList();

        var commits = notes.Select(note => AddAsync(note)).ToList();
        await blocked.LetGoAsync();
        await Task.WhenAll(commits).OrHang();

        (await WritersOfAsync(notes)).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Should_fail_only_those_that_are_refused()
    {
        var taken = NewNote();
        await AddAsync(taken);
        await using var stale = await BeginAsync();
        (await stale.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left = 0;
        await SetLeftAsync(3);
        await using var blocked = await BlockedCommitAsync();
        var notes = Enumerable.Range(0, 3).Select(_ => NewNote()).ToList();

        var good = notes.Select(note => AddAsync(note)).ToList();
        var late = stale.CommitAsync();
        var twice = AddAsync(new Note { Id = taken.Id, Text = "again" });
        await blocked.LetGoAsync();
        await Task.WhenAll(good).OrHang();

        await late.ShouldThrowAsync<DbUpdateConcurrencyException>();
        DatabaseFailures.IsConflict(await twice.ShouldThrowAsync<Exception>()).ShouldBeTrue();
        (await WritersOfAsync(notes)).Count.ShouldBe(3);
        (await LeftAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task Should_hold_nobody_up_for_a_row_that_is_locked()
    {
        await using var db = _database.Open();
        await using var other = await db.Database.BeginTransactionAsync(Cancelled);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM stock FOR UPDATE", Cancelled);
        await using var waiting = await BeginAsync();
        (await waiting.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;

        var late = waiting.CommitAsync();
        await Eventually.Until(async () => await _database.CountLockWaitersAsync() == 1);
        await AddAsync(NewNote()).OrHang();

        late.IsCompleted.ShouldBeFalse();
        await other.RollbackAsync(Cancelled);
        await late.OrHang();
        (await LeftAsync()).ShouldBe(4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_refuse_a_decision_on_a_row_that_was_changed_meanwhile(bool changesItToo)
    {
        await using var deciding = await BeginAsync();
        var lamp = await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        await SetLeftAsync(0);

        if (changesItToo)
            lamp!.Left--;
        var note = NewNote();
        deciding.Db.Add(note);

        await deciding.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        (await LeftAsync()).ShouldBe(0);
        (await WritersOfAsync([note])).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_refuse_a_decision_on_a_referenced_row_that_was_changed_meanwhile()
    {
        var order = await LampIsTakenAsync();
        await using var deciding = await BeginAsync();
        await deciding.Db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled);
        var read = deciding.Db.FindTracked<OrderState>(order);
        await using (var db = _database.Open())
            await db.Orders.ExecuteUpdateAsync(set => set.SetProperty(row => row.Items, 3), Cancelled);

        deciding.Db.Add(NewNote());

        read!.Items.ShouldBe(0);
        await deciding.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
    }

    [Fact]
    public async Task Should_write_both_rows_that_a_decision_was_made_on()
    {
        var order = await LampIsTakenAsync();
        await using var deciding = await BeginAsync();

        (await deciding.Db.FindAndLockAsync<StockArticle, OrderState>("lamp", article => article.LastOrder, Cancelled))!.Left = 1;
        deciding.Db.FindTracked<OrderState>(order)!.Items = 7;
        await deciding.CommitAsync();

        (await LeftAsync()).ShouldBe(1);
        await using var db = _database.Open();
        (await db.Orders.SingleAsync(Cancelled)).Items.ShouldBe(7);
    }

    [Fact]
    public async Task Should_decide_in_turn_on_one_row()
    {
        await using var first = await BeginAsync();
        await using var second = await BeginAsync();
        var lamp = await first.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);

        (await second.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
        await SkipsLockedAsync(expected: 1);
        await second.CommitAsync();
        lamp!.Left--;

        await first.CommitAsync().ShouldThrowAsync<DbUpdateConcurrencyException>();
        (await LeftAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task Should_find_none_where_there_is_none()
    {
        await using var deciding = await BeginAsync();

        (await deciding.Db.FindAndLockAsync<StockArticle>("table", Cancelled)).ShouldBeNull();
        deciding.Db.Add(new StockArticle { Name = "table", Left = 1 });
        await deciding.CommitAsync();

        await using var db = _database.Open();
        (await db.Stock.CountAsync(Cancelled)).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(OtherWrites))]
    public async Task Should_keep_all_or_nothing_of_one_that_writes_before_its_end(string how)
    {
        var write = _otherWrites[how];
        var (kept, dropped) = (NewNote(), NewNote());
        await using (var failing = await BeginAsync())
        {
            failing.Db.Add(dropped);
            await write(failing.Db);
            (await LeftAsync()).ShouldBe(5);
        }

        (await LeftAsync()).ShouldBe(5);
        await using (var working = await BeginAsync())
        {
            working.Db.Add(kept);
            await write(working.Db);
            await working.CommitAsync();
        }

        (await LeftAsync()).ShouldBe(4);
        (await WritersOfAsync([kept, dropped])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_lock_what_was_decided_on_before_more_is_read()
    {
        await using var deciding = await BeginAsync();
        await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        await SkipsLockedAsync(expected: 0);

        await deciding.Db.Notes.CountAsync(Cancelled);

        await SkipsLockedAsync(expected: 1);
    }

    [Fact]
    public async Task Should_read_no_more_when_what_was_decided_on_has_changed()
    {
        await using var deciding = await BeginAsync();
        await deciding.Db.FindAndLockAsync<StockArticle>("lamp", Cancelled);
        await SetLeftAsync(0);

        var reading = () => deciding.Db.Notes.CountAsync(Cancelled);

        await reading.ShouldThrowAsync<DbUpdateConcurrencyException>();
        deciding.Db.Add(NewNote());
        await deciding.CommitAsync().ShouldThrowAsync<Exception>();
    }

    [Fact]
    public async Task Should_not_begin_another_transaction_in_it()
    {
        await using var open = await BeginAsync();

        var beginning = () => open.Db.Database.BeginTransactionAsync(IsolationLevel.Serializable, Cancelled);

        (await beginning.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain("in a transaction already");
    }

    [Fact]
    public async Task Should_leave_the_context_as_it_was()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        await using (var write = await _group.BeginAsync(db, locks: false, Cancelled))
        {
            (await db.FindAndLockAsync<StockArticle>("lamp", Cancelled))!.Left--;
            await write.SaveAndCommitAsync(Cancelled);
        }

        db.ChangeTracker.HasChanges().ShouldBeFalse();
        db.Database.AutoTransactionBehavior.ShouldBe(AutoTransactionBehavior.WhenNeeded);
        await using var own = await db.Database.BeginTransactionAsync(Cancelled);
        db.Database.CurrentTransaction.ShouldNotBeNull();
    }

    [Fact]
    public async Task Should_lock_at_once_when_told_to()
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        await using var write = await _group.BeginAsync(db, locks: true, Cancelled);

        await db.FindAndLockAsync<StockArticle>("lamp", Cancelled);

        await SkipsLockedAsync(expected: 1);
    }

    private static Note NewNote() => new() { Id = Guid.CreateVersion7(), Text = "a note" };

    private async Task<Open> BeginAsync()
    {
        var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        return new Open(scope, db, await _group.BeginAsync(db, locks: false, Cancelled));
    }

    private async Task AddAsync(Note note)
    {
        await using var adding = await BeginAsync();
        adding.Db.Add(note);
        await adding.CommitAsync();
    }

    /// <summary>A commit that waits in the database, so that later commits of the process have to wait for it.</summary>
    private async Task<Blocked> BlockedCommitAsync()
    {
        var note = NewNote();
        var db = _database.Open();
        var rival = await db.Database.BeginTransactionAsync(Cancelled);
        db.Add(note);
        await db.SaveChangesAsync(Cancelled);
        var commit = AddAsync(new Note { Id = note.Id, Text = "waits for its rival" });
        await Eventually.Until(async () => await _database.CountLockWaitersAsync() == 1);
        return new Blocked(db, rival.RollbackAsync, commit);
    }

    private async Task<Guid> LampIsTakenAsync()
    {
        var order = Guid.CreateVersion7();
        await using var db = _database.Open();
        db.Add(new OrderState
        {
            CorrelationId = order,
            CurrentState = "Placed",
            Customer = "somebody",
            PaymentDueAt = DateTimeOffset.UnixEpoch,
        });
        (await db.Stock.SingleAsync(Cancelled)).LastOrder = order;
        await db.SaveChangesAsync(Cancelled);
        return order;
    }

    private async Task SetLeftAsync(int left)
    {
        await using var db = _database.Open();
        await db.Stock.ExecuteUpdateAsync(set => set.SetProperty(article => article.Left, left), Cancelled);
    }

    private async Task<int> LeftAsync()
    {
        await using var db = _database.Open();
        return (await db.Stock.SingleAsync(article => article.Name == "lamp", Cancelled)).Left;
    }

    private async Task SkipsLockedAsync(int expected)
    {
        await using var db = _database.Open();
        var free = await db.Database.SqlQuery<string>($"SELECT name AS \"Value\" FROM stock FOR UPDATE SKIP LOCKED").ToListAsync(Cancelled);
        (1 - free.Count).ShouldBe(expected);
    }

    /// <summary>The ids of the transactions that wrote the notes, as far as they exist.</summary>
    private async Task<List<string>> WritersOfAsync(IEnumerable<Note> notes)
    {
        var ids = notes.Select(note => note.Id).ToArray();
        await using var db = _database.Open();
        return await db.Database
            .SqlQuery<string>($"SELECT xmin::text AS \"Value\" FROM notes WHERE id = ANY ({ids})")
            .ToListAsync(Cancelled);
    }

    private sealed record Open(AsyncServiceScope Scope, OrdersDbContext Db, WriteTransaction Write) : IAsyncDisposable
    {
        public Task CommitAsync() => Write.SaveAndCommitAsync(Cancelled);

        public async ValueTask DisposeAsync()
        {
            await Write.DisposeAsync();
            await Scope.DisposeAsync();
        }
    }

    private sealed record Blocked(OrdersDbContext Db, Func<CancellationToken, Task> Rollback, Task Commit) : IAsyncDisposable
    {
        public async Task LetGoAsync()
        {
            await Rollback(Cancelled);
            await Commit.OrHang();
        }

        public ValueTask DisposeAsync() => Db.DisposeAsync();
    }
}
