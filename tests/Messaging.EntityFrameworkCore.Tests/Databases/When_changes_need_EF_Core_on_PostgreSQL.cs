using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>The raw path saves changes without EF Core. It must leave to EF Core the changes that it does not support.</summary>
public sealed class When_changes_need_EF_Core_on_PostgreSQL : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await using var db = Open();
        await db.Database.EnsureCreatedAsync(Cancelled);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Should_read_back_what_the_database_generates()
    {
        await using var db = Open();
        var ticket = db.Add(new Ticket { Text = "one" }).Entity;

        await SaveAsync(db);

        ticket.Number.ShouldBeGreaterThan(0);
        (await ReadAsync<Ticket>()).ShouldHaveSingleItem().Number.ShouldBe(ticket.Number);
    }

    [Fact]
    public async Task Should_pass_unique_values_on_in_an_order_that_works()
    {
        await using var db = Open();
        var (first, second) = (new Seat { Id = Guid.CreateVersion7(), Place = 1 }, new Seat { Id = Guid.CreateVersion7(), Place = 2 });
        db.AddRange(first, second);
        await SaveAsync(db);

        (first.Place, second.Place) = (2, 3);
        await SaveAsync(db);

        (await ReadAsync<Seat>()).Select(seat => (seat.Id, seat.Place)).ShouldBe([(first.Id, 2), (second.Id, 3)], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_let_a_new_row_take_what_others_gave_up()
    {
        await using var db = Open();
        var (leaving, moving) = (new Seat { Id = Guid.CreateVersion7(), Place = 1 }, new Seat { Id = Guid.CreateVersion7(), Place = 2 });
        db.AddRange(leaving, moving);
        await SaveAsync(db);
        var coming = new Seat { Id = Guid.CreateVersion7(), Place = 2 };

        db.Add(coming);
        moving.Place = 1;
        db.Remove(leaving);
        await SaveAsync(db);

        (await ReadAsync<Seat>()).Select(seat => (seat.Id, seat.Place)).ShouldBe([(moving.Id, 1), (coming.Id, 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_show_an_interceptor_what_is_saved()
    {
        var witness = new Witness();
        await using var db = Open(witness);
        db.Add(new Seat { Id = Guid.CreateVersion7(), Place = 1 });

        await SaveAsync(db);

        witness.Seen.ShouldBe(1);
        (await ReadAsync<Seat>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_let_a_context_save_in_its_own_way()
    {
        await using var db = new StampingDbContext(Options());
        db.Add(new Seat { Id = Guid.CreateVersion7(), Place = 1 });

        await SaveAsync(db);

        (await ReadAsync<Seat>()).ShouldHaveSingleItem().Place.ShouldBe(StampingDbContext.Stamp);
    }

    private DbContextOptions Options(params IInterceptor[] interceptors) =>
        new DbContextOptionsBuilder().UseNpgsql(_database.ConnectionString).AddInterceptors(interceptors).Options;

    private HallDbContext Open(params IInterceptor[] interceptors) => new(Options(interceptors));

    private static async Task SaveAsync(DbContext db)
    {
        await using var write = await db.BeginWriteAsync(Cancelled);
        await write.SaveAndCommitAsync(Cancelled);
    }

    private async Task<List<T>> ReadAsync<T>()
        where T : class
    {
        await using var db = Open();
        return await db.Set<T>().ToListAsync(Cancelled);
    }

    private class HallDbContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Ticket>().HasKey(ticket => ticket.Number);
            modelBuilder.Entity<Seat>().HasIndex(seat => seat.Place).IsUnique();
        }
    }

    private sealed class StampingDbContext(DbContextOptions options) : HallDbContext(options)
    {
        public const int Stamp = 42;

        public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
        {
            foreach (var seat in ChangeTracker.Entries<Seat>())
                seat.Entity.Place = Stamp;

            return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
    }

    private sealed class Witness : SaveChangesInterceptor
    {
        public int Seen { get; private set; }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Seen += eventData.Context!.ChangeTracker.Entries().Count();
            return base.SavingChangesAsync(eventData, result, cancellationToken);
        }
    }

    private sealed class Ticket
    {
        public int Number { get; init; }

        public required string Text { get; init; }
    }

    private sealed class Seat
    {
        public required Guid Id { get; init; }

        public required int Place { get; set; }
    }
}
