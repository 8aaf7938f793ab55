using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>The row of an entity that is tracked already is locked too, whether the raw path reads it or EF Core does.</summary>
public sealed class When_a_tracked_row_is_locked_on_PostgreSQL : IAsyncLifetime
{
    private static readonly Guid _id = Guid.CreateVersion7();

    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        await using var db = Open();
        await db.Database.EnsureCreatedAsync(Cancelled);
        db.AddRange(
            new Seat { Id = _id, Place = 1 },
            new Room { Id = _id, Place = 1 },
            new Shop { Id = _id, Place = 1, Address = new Address { Street = "first" } });
        await db.SaveChangesAsync(Cancelled);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Should_lock_what_the_raw_path_reads() => await ShouldLockAsync<Seat>(
        db => db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\" FROM seats FOR UPDATE SKIP LOCKED"));

    [Fact]
    public async Task Should_lock_what_EF_Core_reads() => await ShouldLockAsync<Room>(
        db => db.Database.SqlQuery<int>($"SELECT 1 AS \"Value\" FROM rooms FOR UPDATE SKIP LOCKED"));

    /// <summary>EF Core's reload leaves the parts that an entity owns as they are.</summary>
    [Fact]
    public async Task Should_refuse_what_has_parts()
    {
        await using var db = Open();
        var tracked = await db.Set<Shop>().SingleAsync(Cancelled);
        await using var write = await db.BeginWriteAsync(Cancelled);

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => db.FindAndLockAsync<Shop>(_id, Cancelled));

        failure.Message.ShouldContain($"Shop '{_id}'");
        db.Entry(tracked).State = EntityState.Detached;
        db.ChangeTracker.Clear();
        (await db.FindAndLockAsync<Shop>(_id, Cancelled))!.Address.Street.ShouldBe("first");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_give_it_the_values_of_the_row_in_a_group(bool isChanged)
    {
        await using var db = Open();
        var tracked = await db.Set<Seat>().SingleAsync(Cancelled);
        await ChangeAsync<Seat>();
        tracked.Place = isChanged ? 7 : 1;
        await using var handling = await new GroupCommit().BeginAsync(db, locks: false, Cancelled);

        var locking = () => db.FindAndLockAsync<Seat>(_id, Cancelled);

        if (isChanged)
        {
            (await locking.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldContain($"Seat '{_id}'");
            return;
        }

        (await locking()).ShouldBeSameAs(tracked);
        tracked.Place.ShouldBe(2);
        tracked.Place = 3;
        (await locking()).ShouldBeSameAs(tracked);
        (await db.FindAndLockAllAsync<Seat>([_id], Cancelled)).ShouldHaveSingleItem().Place.ShouldBe(3);
        await handling.SaveAndCommitAsync(Cancelled);
        await using var after = Open();
        (await after.Set<Seat>().SingleAsync(Cancelled)).Place.ShouldBe(3);
    }

    private async Task ShouldLockAsync<TEntity>(Func<DbContext, IQueryable<int>> notLocked)
        where TEntity : class, IPlaced
    {
        await using var db = Open();
        await using var write = await db.BeginWriteAsync(Cancelled);
        var tracked = await db.Set<TEntity>().SingleAsync(Cancelled);
        await ChangeAsync<TEntity>();

        (await db.FindAndLockAsync<TEntity>(_id, Cancelled)).ShouldBeSameAs(tracked);

        tracked.Place.ShouldBe(2);
        await using var other = Open();
        (await notLocked(other).ToListAsync(Cancelled)).ShouldBeEmpty();
    }

    private async Task ChangeAsync<TEntity>()
        where TEntity : class, IPlaced
    {
        await using var db = Open();
        await db.Set<TEntity>().ExecuteUpdateAsync(set => set.SetProperty(row => row.Place, 2), Cancelled);
    }

    private HallDbContext Open() =>
        new(new DbContextOptionsBuilder().UseNpgsql(_database.ConnectionString).UseGroupCommit().Options);

    private sealed class HallDbContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Seat>().ToTable("seats");
            modelBuilder.Entity<Room>().ToTable("rooms").HasOne<Room>().WithMany().HasForeignKey(room => room.Inside);
            modelBuilder.Entity<Shop>().ToTable("shops").OwnsOne(shop => shop.Address);
        }
    }

    private interface IPlaced
    {
        int Place { get; set; }
    }

    private sealed class Seat : IPlaced
    {
        public required Guid Id { get; init; }

        public required int Place { get; set; }
    }

    private sealed class Room : IPlaced
    {
        public required Guid Id { get; init; }

        public required int Place { get; set; }

        public Guid? Inside { get; init; }
    }

    private sealed class Shop : IPlaced
    {
        public required Guid Id { get; init; }

        public required int Place { get; set; }

        public required Address Address { get; init; }
    }

    private sealed class Address
    {
        public required string Street { get; init; }
    }
}
