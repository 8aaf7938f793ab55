using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>A key goes to the database as its property is mapped, for entities of the raw path and for those that EF Core reads.</summary>
public abstract class When_a_locked_key_is_stored_converted<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_find_an_enum_that_is_text() => await ShouldFindAsync(Size.Large, Size.Small);

    [Fact]
    public async Task Should_find_a_strong_id() =>
        await ShouldFindAsync(new StrongId(Guid.CreateVersion7()), new StrongId(Guid.CreateVersion7()));

    [Fact]
    public async Task Should_find_a_Guid() => await ShouldFindAsync(Guid.CreateVersion7(), Guid.CreateVersion7());

    [Fact]
    public async Task Should_find_a_number_that_is_text() => await ShouldFindAsync(7L, 8L);

    [Fact]
    public async Task Should_find_an_instant() =>
        await ShouldFindAsync(DateTimeOffset.UnixEpoch.AddTicks(10), DateTimeOffset.UnixEpoch.AddTicks(20));

    private async Task ShouldFindAsync<TKey>(TKey key, TKey other)
        where TKey : notnull
    {
        await using var db = Open<TKey>();
        await db.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancelled);
        foreach (var id in (TKey[])[key, other])
            db.AddRange(new Plain<TKey> { Id = id }, new Parent<TKey> { Id = id });

        await db.SaveChangesAsync(Cancelled);
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(Cancelled);

        (await db.FindAndLockAsync<Plain<TKey>>(key, Cancelled))!.Id.ShouldBe(key);
        (await db.FindAndLockAsync<Parent<TKey>>(key, Cancelled))!.Id.ShouldBe(key);
        db.ChangeTracker.Clear();
        (await db.FindAndLockAllAsync<Plain<TKey>>([key, other], Cancelled)).Count.ShouldBe(2);
        (await db.FindAndLockAllAsync<Parent<TKey>>([key, other], Cancelled)).Count.ShouldBe(2);
    }

    private KeysDbContext<TKey> Open<TKey>()
        where TKey : notnull
    {
        var options = new DbContextOptionsBuilder<KeysDbContext<TKey>>();
        Database.Configure(options);
        return new KeysDbContext<TKey>(options.Options);
    }

    private sealed class KeysDbContext<TKey>(DbContextOptions<KeysDbContext<TKey>> options) : DbContext(options)
        where TKey : notnull
    {
        protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
        {
            configurationBuilder.Properties<Size>().HaveConversion<string>();
            configurationBuilder.Properties<StrongId>().HaveConversion<StrongIdConverter>();
            configurationBuilder.Properties<long>().HaveConversion<string>();
        }

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Plain<TKey>>().ToTable("plain").Property(row => row.Id).ValueGeneratedNever();
            modelBuilder.Entity<Parent<TKey>>().ToTable("parent").Property(row => row.Id).ValueGeneratedNever();
            modelBuilder.Entity<Child<TKey>>().ToTable("child").HasOne<Parent<TKey>>().WithMany().HasForeignKey(row => row.ParentId);
        }
    }

    private enum Size
    {
        Small,
        Large,
    }

    private sealed class StrongIdConverter() : ValueConverter<StrongId, Guid>(
        id => id.Value, value => new StrongId(value));

    private readonly record struct StrongId(Guid Value);

    private sealed class Plain<TKey>
    {
        public required TKey Id { get; init; }
    }

    private sealed class Parent<TKey>
    {
        public required TKey Id { get; init; }
    }

    private sealed class Child<TKey>
    {
        public Guid Id { get; init; }

        public required TKey ParentId { get; init; }
    }
}
