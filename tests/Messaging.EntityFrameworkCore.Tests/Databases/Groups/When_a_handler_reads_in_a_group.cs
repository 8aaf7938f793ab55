using System.Data;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>However EF Core reads, the handler's own transaction starts first, and the row that it decides on is locked.</summary>
public sealed class When_a_handler_reads_in_a_group : IAsyncLifetime
{
    private static readonly Func<LibraryDbContext, CancellationToken, Task<int>> _compiledAsync =
        EF.CompileAsyncQuery((LibraryDbContext db, CancellationToken cancelled) => db.Authors.Count());

    private static readonly Func<LibraryDbContext, int> _compiled = EF.CompileQuery((LibraryDbContext db) => db.Authors.Count());

    private static readonly Dictionary<string, Func<LibraryDbContext, Author, Task>> _reads = new()
    {
        ["a list"] = (db, _) => db.Authors.ToListAsync(Cancelled),
        ["a list, synchronously"] = (db, _) => Task.FromResult(db.Authors.ToList()),
        ["a scalar"] = (db, _) => db.Authors.CountAsync(Cancelled),
        ["whether there is any"] = (db, _) => db.Authors.AnyAsync(Cancelled),
        ["a scalar, synchronously"] = (db, _) => Task.FromResult(db.Authors.Any()),
        ["a compiled query"] = (db, _) => _compiledAsync(db, Cancelled),
        ["a compiled query, synchronously"] = (db, _) => Task.FromResult(_compiled(db)),
        ["by key"] = (db, _) => db.FindAsync<Book>([2], Cancelled).AsTask(),
        ["by key, synchronously"] = (db, _) => Task.FromResult(db.Find<Book>(2)),
        ["a stream"] = async (db, _) =>
        {
            await foreach (var author in db.Authors.AsAsyncEnumerable().WithCancellation(Cancelled))
                author.ShouldNotBeNull();
        },
        ["without tracking"] = (db, _) => db.Authors.AsNoTracking().ToListAsync(Cancelled),
        ["a split query"] = (db, _) => db.Authors.Include(author => author.Books).AsSplitQuery().ToListAsync(Cancelled),
        ["an explicit load"] = (db, author) => db.Entry(author).Collection(row => row.Books).LoadAsync(Cancelled),
        ["a query of a navigation"] = (db, author) => db.Entry(author).Collection(row => row.Books).Query().CountAsync(Cancelled),
        ["lazily"] = (_, author) => Task.FromResult(author.LazyBooks.Count),
        ["a reload"] = (db, author) => db.Entry(author).ReloadAsync(Cancelled),
        ["the values in the database"] = (db, author) => db.Entry(author).GetDatabaseValuesAsync(Cancelled),
        ["SQL for an entity"] = (db, _) => db.Authors.FromSql($"SELECT * FROM \"Authors\"").ToListAsync(Cancelled),
        ["SQL for a type that is not mapped"] = (db, _) => db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync(Cancelled),
        ["a command on the connection"] = async (db, _) =>
        {
            await db.Database.OpenConnectionAsync(Cancelled);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "SELECT 1";
            await command.ExecuteScalarAsync(Cancelled);
        },
        ["a command on the connection, synchronously"] = (db, _) =>
        {
            db.Database.OpenConnection();
            using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "SELECT 1";
            return Task.FromResult(command.ExecuteScalar());
        },
    };

    private readonly PostgresDatabase _database = new();

    public static TheoryData<string> Reads => [.. _reads.Keys];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await using var db = Open();
        await db.Database.EnsureCreatedAsync(Cancelled);
        db.AddRange(new Shelf { Id = 1, Free = 5 }, new Author { Id = 1, Books = { new Book { Id = 2 } } });
        await db.SaveChangesAsync(Cancelled);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Should_lock_what_was_decided_on_before_more_is_read(string how)
    {
        await using var db = Open();
        var author = db.Attach(new Author(db.GetService<ILazyLoader>()) { Id = 1 }).Entity;
        await using var handling = await new GroupCommit().BeginAsync(db, locks: false, Cancelled);
        await db.FindAndLockAsync<Shelf>(1, Cancelled);
        (await IsLockedAsync()).ShouldBeFalse();

        await _reads[how](db, author);

        (await IsLockedAsync()).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Should_lock_what_is_decided_on_after_more_was_read(string how)
    {
        await using var db = Open();
        var author = db.Attach(new Author(db.GetService<ILazyLoader>()) { Id = 1 }).Entity;
        await using var handling = await new GroupCommit().BeginAsync(db, locks: false, Cancelled);

        await _reads[how](db, author);
        await db.FindAndLockAsync<Shelf>(1, Cancelled);

        (await IsLockedAsync()).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Should_refuse_it_when_what_was_decided_on_has_changed(string how)
    {
        await using var db = Open();
        var author = db.Attach(new Author(db.GetService<ILazyLoader>()) { Id = 1 }).Entity;
        await using var handling = await new GroupCommit().BeginAsync(db, locks: false, Cancelled);
        await db.FindAndLockAsync<Shelf>(1, Cancelled);
        await using (var other = Open())
            await other.Shelves.ExecuteUpdateAsync(set => set.SetProperty(shelf => shelf.Free, 0), Cancelled);

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => _reads[how](db, author));

        DeferredTransaction.Of(db)!.IsDue.ShouldBeTrue();
        db.Database.GetDbConnection().State.ShouldBe(ConnectionState.Closed);
    }

    private async Task<bool> IsLockedAsync()
    {
        await using var db = Open();
        return (await db.Shelves.FromSql($"SELECT * FROM \"Shelves\" FOR UPDATE SKIP LOCKED").ToListAsync(Cancelled)).Count == 0;
    }

    private LibraryDbContext Open() =>
        new(new DbContextOptionsBuilder().UseNpgsql(_database.ConnectionString).UseGroupCommit().Options);

    private sealed class LibraryDbContext(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Shelf> Shelves => Set<Shelf>();

        public DbSet<Author> Authors => Set<Author>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Shelf>().Property(shelf => shelf.Id).ValueGeneratedNever();
            modelBuilder.Entity<Author>().Ignore(author => author.LazyBooks).Property(author => author.Id).ValueGeneratedNever();
            modelBuilder.Entity<Author>().HasMany(author => author.Books).WithOne();
            modelBuilder.Entity<Book>().Property(book => book.Id).ValueGeneratedNever();
        }
    }

    private sealed class Shelf
    {
        public required int Id { get; init; }

        public required int Free { get; set; }
    }

    private sealed class Author(ILazyLoader? loader)
    {
        public Author()
            : this(null)
        {
        }

        public required int Id { get; init; }

        public List<Book> Books { get; } = [];

        public List<Book> LazyBooks
        {
            get
            {
                loader!.Load(this, nameof(Books));
                return Books;
            }
        }
    }

    private sealed class Book
    {
        public required int Id { get; init; }
    }
}
