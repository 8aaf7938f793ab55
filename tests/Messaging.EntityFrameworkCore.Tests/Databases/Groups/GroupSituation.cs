using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>
/// The base of tests of group commit on PostgreSQL: a process whose handlers share reads and commits, and a stock of five lamps and a
/// table.
/// </summary>
public abstract class GroupSituation : IAsyncLifetime
{
    private readonly Gate _gate = new();
    private ServiceProvider _services = null!;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected PostgresTestDatabase Database { get; } = new();

    private protected GroupCommit Group { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Database.CreateAsync();
        _services = new ServiceCollection().AddDbContextPool<OrdersDbContext>(Configure).BuildServiceProvider();
        await using var db = Database.Open();
        db.AddRange(new StockArticle { Name = "lamp", Left = 5 }, new StockArticle { Name = "table", Left = 5 });
        await db.SaveChangesAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual void Configure(DbContextOptionsBuilder options)
    {
        Database.Configure(options);
        options.LogTo((id, _) => id == RelationalEventId.TransactionStarting, _ => _gate.Pass());
    }

    private protected static Note NewNote() => new() { Id = Guid.CreateVersion7(), Text = "a note" };

    /// <summary>Begins to handle a message, in the process of the test or in another one.</summary>
    private protected async Task<Handling> BeginAsync(GroupCommit? process = null, bool locks = false)
    {
        var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OrdersDbContext>();
        return new Handling(scope, db, await (process ?? Group).BeginAsync(db, locks, Cancelled));
    }

    private protected async Task AddAsync(Note note)
    {
        await using var adding = await BeginAsync();
        adding.Db.Add(note);
        await adding.CommitAsync();
    }

    /// <summary>Keeps the process busy with a commit, so that further commits wait and then share one.</summary>
    private protected async Task<Busy> KeepBusyAsync()
    {
        var busy = _gate.Close();
        var commit = AddAsync(NewNote());
        await busy.Reached.OrHang();
        return new Busy(busy, commit);
    }

    /// <summary>Commits handlings together, in one group.</summary>
    private protected async Task CommitTogetherAsync(params IReadOnlyList<Handling> handlings)
    {
        var busy = await KeepBusyAsync();
        var commits = handlings.Select(handling => handling.CommitAsync()).ToList();
        await busy.EndAsync();
        await Task.WhenAll(commits).OrHang();
    }

    private protected async Task SetLeftAsync(int left, string article = "lamp")
    {
        await using var db = Database.Open();
        await db.Stock.Where(row => row.Name == article).ExecuteUpdateAsync(set => set.SetProperty(row => row.Left, left), Cancelled);
    }

    private protected async Task<int> LeftAsync(string article = "lamp")
    {
        await using var db = Database.Open();
        return (await db.Stock.SingleAsync(row => row.Name == article, Cancelled)).Left;
    }

    /// <summary>Whether a transaction has locked the row of an article.</summary>
    private protected async Task<bool> IsLockedAsync(string article = "lamp")
    {
        await using var db = Database.Open();
        var free = await db.Database
            .SqlQuery<string>($"SELECT name AS \"Value\" FROM stock WHERE name = {article} FOR UPDATE SKIP LOCKED")
            .ToListAsync(Cancelled);
        return free.Count == 0;
    }

    /// <summary>The ids of the transactions that wrote the notes, as far as they exist.</summary>
    private protected async Task<List<string>> WritersOfAsync(IEnumerable<Note> notes)
    {
        var ids = notes.Select(note => note.Id).ToArray();
        await using var db = Database.Open();
        return await db.Database
            .SqlQuery<string>($"SELECT xmin::text AS \"Value\" FROM notes WHERE id = ANY ({ids})")
            .ToListAsync(Cancelled);
    }

    private protected async Task ShouldHaveLeftNothingAsync(params IReadOnlyList<Note> notes) =>
        (await WritersOfAsync(notes)).ShouldBeEmpty();

    /// <summary>The handling of one message.</summary>
    private protected sealed record Handling(AsyncServiceScope Scope, OrdersDbContext Db, WriteTransaction Transaction) : IAsyncDisposable
    {
        public Task CommitAsync() => Transaction.SaveAndCommitAsync(Cancelled);

        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Scope.DisposeAsync();
        }
    }

    /// <summary>A commit that keeps the process busy until the test ends it.</summary>
    private protected sealed record Busy(Gate.Stop Stop, Task Commit)
    {
        public async Task EndAsync()
        {
            Stop.End();
            await Commit.OrHang();
        }
    }

    /// <summary>Stops the next transaction of the process at its start.</summary>
    private protected sealed class Gate
    {
        private Stop? _next;

        public Stop Close() => _next = new Stop();

        public void Pass() => Interlocked.Exchange(ref _next, null)?.Wait();

        internal sealed class Stop
        {
            private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

            public Task Reached => _reached.Task;

            public void End() => _ended.SetResult();

            public void Wait()
            {
                _reached.SetResult();
                _ended.Task.OrHang().GetAwaiter().GetResult();
            }
        }
    }
}
