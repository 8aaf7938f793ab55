using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Sagas;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Sagas;

/// <summary>Of two handlers that have loaded the same instance, only the first one may save its changes.</summary>
public abstract class When_a_saga_has_a_concurrency_token<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_count_a_byte() => await ShouldSaveOneAsync<byte, Token>(byte.MaxValue);

    [Fact]
    public async Task Should_count_a_short() => await ShouldSaveOneAsync<short, Token>(1);

    [Fact]
    public async Task Should_count_an_int() => await ShouldSaveOneAsync<int, Token>(0);

    [Fact]
    public async Task Should_count_a_uint() => await ShouldSaveOneAsync<uint, Token>(7);

    [Fact]
    public async Task Should_count_a_long() => await ShouldSaveOneAsync<long, Token>(long.MaxValue);

    [Fact]
    public async Task Should_count_from_null() => await ShouldSaveOneAsync<int?, Token>(null);

    [Fact]
    public async Task Should_replace_a_Guid() => await ShouldSaveOneAsync<Guid, Token>(Guid.Empty);

    /// <summary>A row version, where the database generates one.</summary>
    [Fact]
    public async Task Should_leave_a_row_version_to_the_database()
    {
        if (typeof(TDatabase) == typeof(SqlServerTestDatabase))
            await ShouldSaveOneAsync<byte[], RowVersion>([]);
        else if (typeof(TDatabase) != typeof(SqliteTestDatabase))
            await ShouldSaveOneAsync<uint, RowVersion>(0);
        else
            ShouldRefuse<byte[], RowVersion>().ShouldContain("Version (Byte[])");
    }

    [Fact]
    public void Should_refuse_other_types()
    {
        ShouldRefuse<DateTime, Token>().ShouldContain("TokenSaga`1 in TokenDbContext`2 has the concurrency token Version (DateTime)");
        ShouldRefuse<DateTimeOffset, Token>().ShouldContain("Version (DateTimeOffset)");
        ShouldRefuse<string, Token>().ShouldContain("Version (String)");
        ShouldRefuse<byte[], Token>().ShouldContain("Version (Byte[])");
        ShouldRefuse<decimal, Token>().ShouldContain("Version (Decimal)");
        ShouldRefuse<int, GeneratedToken>().ShouldContain("Version (Int32)");
    }

    [Fact]
    public void Should_refuse_a_saga_without_one() =>
        ShouldRefuse<int, NoToken>().ShouldContain("has no concurrency token");

    [Fact]
    public async Task Should_refuse_the_model_before_the_bus_starts()
    {
        var starting = () => StartAsync(settings => settings with
        {
            Bus = bus =>
            {
                bus.AddDbContext<UnsafeDbContext>(Database.Configure);
                bus.AddSagaStateMachine<UnsafeStateMachine, UnsafeSaga>().EntityFrameworkRepository(repository =>
                    repository.ExistingDbContext<UnsafeDbContext>());
            },
        });

        (await starting.ShouldThrowAsync<ConfigurationException>()).Message.ShouldContain("UnsafeSaga in UnsafeDbContext");
    }

    private async Task ShouldSaveOneAsync<T, TMap>(T initial)
        where TMap : ITokenMap
    {
        var id = Guid.CreateVersion7();
        await using (var given = Open<T, TMap>())
        {
            SagaTokens.Check(given, typeof(TokenSaga<T>));
            await given.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancelled);
            given.Add(new TokenSaga<T> { CorrelationId = id, Version = initial, Part = new Part { Text = "given" } });
            await given.SaveChangesAsync(Cancelled);
        }

        await ShouldSaveFirstAsync(saga => saga.Items = 1, saga => saga.Items = 2);
        await ShouldSaveFirstAsync(saga => saga.Part.Text = "first", saga => saga.Part.Text = "second");

        await using var after = Open<T, TMap>();
        var saved = await after.Set<TokenSaga<T>>().SingleAsync(Cancelled);
        (saved.Items, saved.Part.Text).ShouldBe((1, "first"));

        async Task ShouldSaveFirstAsync(Action<TokenSaga<T>> first, Action<TokenSaga<T>> second)
        {
            await using var winner = Open<T, TMap>();
            await using var loser = Open<T, TMap>();
            first(await winner.Set<TokenSaga<T>>().SingleAsync(Cancelled));
            second(await loser.Set<TokenSaga<T>>().SingleAsync(Cancelled));

            await SaveAsync<T>(winner);
            await Should.ThrowAsync<DbUpdateConcurrencyException>(() => SaveAsync<T>(loser));
        }
    }

    private static async Task SaveAsync<T>(DbContext db)
    {
        SagaTokens.Advance(db, db.Set<TokenSaga<T>>().Local.Single());
        await using var write = await db.BeginWriteAsync(Cancelled);
        await write.SaveAndCommitAsync(Cancelled);
    }

    private string ShouldRefuse<T, TMap>()
        where TMap : ITokenMap
    {
        using var db = Open<T, TMap>();

        return Should.Throw<ConfigurationException>(() => SagaTokens.Check(db, typeof(TokenSaga<T>))).Message;
    }

    private TokenDbContext<T, TMap> Open<T, TMap>()
        where TMap : ITokenMap
    {
        var options = new DbContextOptionsBuilder<TokenDbContext<T, TMap>>();
        Database.Configure(options);
        return new TokenDbContext<T, TMap>(options.Options);
    }

    private sealed class TokenDbContext<T, TMap>(DbContextOptions<TokenDbContext<T, TMap>> options) : DbContext(options)
        where TMap : ITokenMap
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<TokenSaga<T>>(saga =>
        {
            saga.ToTable("token_sagas").HasKey(row => row.CorrelationId);
            saga.Property(row => row.CorrelationId).ValueGeneratedNever();
            saga.OwnsOne(row => row.Part);
            TMap.Map(saga.Property(row => row.Version));
        });
    }

    private interface ITokenMap
    {
        static abstract void Map(PropertyBuilder version);
    }

    private sealed class Token : ITokenMap
    {
        public static void Map(PropertyBuilder version) => version.IsConcurrencyToken();
    }

    private sealed class RowVersion : ITokenMap
    {
        public static void Map(PropertyBuilder version) => version.IsRowVersion();
    }

    private sealed class GeneratedToken : ITokenMap
    {
        public static void Map(PropertyBuilder version) => version.IsConcurrencyToken().ValueGeneratedOnAddOrUpdate();
    }

    private sealed class NoToken : ITokenMap
    {
        public static void Map(PropertyBuilder version)
        {
        }
    }

    private sealed class TokenSaga<T> : ISaga
    {
        public Guid CorrelationId { get; set; }

        public required T Version { get; init; }

        public int Items { get; set; }

        public required Part Part { get; init; }
    }

    private sealed class Part
    {
        public required string Text { get; set; }
    }

    private sealed class UnsafeDbContext(DbContextOptions<UnsafeDbContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<UnsafeSaga>().HasKey(saga => saga.CorrelationId);
    }

    private sealed class UnsafeSaga : SagaStateMachineInstance
    {
        public Guid CorrelationId { get; set; }

        public string CurrentState { get; set; } = "";
    }

    private sealed class UnsafeStateMachine : MassTransitStateMachine<UnsafeSaga>
    {
        public UnsafeStateMachine() => InstanceState(saga => saga.CurrentState);
    }
}
