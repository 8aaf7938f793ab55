using System.Transactions;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>A handler whose DbContext is not fit for a group gets a transaction of its own from the beginning.</summary>
public sealed class When_a_context_can_not_take_part : IAsyncLifetime
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
    public async Task Should_take_part_as_the_README_says()
    {
        await ShouldTakePartAsync(Open());
        await ShouldTakePartAsync(Open(options => options.UseGroupCommit()));
        await ShouldTakePartAsync(Open(options => options.AddInterceptors(new CommandHook(), new TransactionHook())));
    }

    [Fact]
    public async Task Should_not_take_part_without_UseGroupCommit() =>
        await ShouldNotTakePartAsync(new ShopDbContext(new DbContextOptionsBuilder().UseNpgsql(_database.ConnectionString).Options));

    [Fact]
    public async Task Should_not_take_part_on_another_database()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await using var db = new ShopDbContext(new DbContextOptionsBuilder().UseSqlite(connection).UseGroupCommit().Options);

        await ShouldNotTakePartAsync(db);
    }

    [Fact]
    public async Task Should_not_take_part_with_a_hook_on_saving()
    {
        await ShouldNotTakePartAsync(Open(options => options.AddInterceptors(new SavingHook())));
        await ShouldNotTakePartAsync(new SavingDbContext(Options()));
    }

    /// <summary>It may tell the session who its tenant is; a group has one session for all of its members.</summary>
    [Fact]
    public async Task Should_not_take_part_with_a_connection_interceptor()
    {
        await ShouldNotTakePartAsync(Open(options => options.AddInterceptors(new ConnectionHook())));
        await ShouldNotTakePartAsync(new ShopDbContext(new DbContextOptionsBuilder()
            .AddInterceptors(new ConnectionHook()).UseNpgsql(_database.ConnectionString).UseGroupCommit().Options));
    }

    [Fact]
    public async Task Should_tell_contexts_of_one_model_by_their_own_configuration()
    {
        await using var fit = Open();
        await using var unfit = Open(options => options.AddInterceptors(new ConnectionHook()));

        fit.Model.ShouldBeSameAs(unfit.Model);
        (Participation.IsAllowed(fit), Participation.IsAllowed(unfit), Participation.IsAllowed(fit)).ShouldBe((true, false, true));
    }

    [Fact]
    public async Task Should_not_take_part_with_an_open_connection()
    {
        await using var db = Open();
        await db.Database.OpenConnectionAsync(Cancelled);

        await ShouldNotTakePartAsync(db);
    }

    [Fact]
    public async Task Should_not_take_part_in_a_transaction()
    {
        await using var db = Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancelled);

        Participation.IsAllowed(db).ShouldBeFalse();
    }

    [Fact]
    public async Task Should_not_take_part_in_an_ambient_transaction()
    {
        await using var db = Open();
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);

        Participation.IsAllowed(db).ShouldBeFalse();
    }

    [Fact]
    public async Task Should_not_take_part_in_a_retry()
    {
        await using var db = Open();
        await using var handling = await new GroupCommit().BeginAsync(db, locks: true, Cancelled);

        db.Database.CurrentTransaction.ShouldNotBeNull();
    }

    private static async Task ShouldTakePartAsync(DbContext db)
    {
        await using (db)
        {
            await using var handling = await new GroupCommit().BeginAsync(db, locks: false, Cancelled);
            db.Database.CurrentTransaction.ShouldBeNull();
        }
    }

    private static async Task ShouldNotTakePartAsync(DbContext db)
    {
        await using (db)
        {
            await using var handling = await new GroupCommit().BeginAsync(db, locks: false, Cancelled);
            db.Database.CurrentTransaction.ShouldNotBeNull();
        }
    }

    private ShopDbContext Open(Action<DbContextOptionsBuilder>? adjust = null) => new(Options(adjust));

    private DbContextOptions Options(Action<DbContextOptionsBuilder>? adjust = null)
    {
        var options = new DbContextOptionsBuilder().UseNpgsql(_database.ConnectionString).UseGroupCommit();
        adjust?.Invoke(options);
        return options.Options;
    }

    private class ShopDbContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddOutbox();
    }

    private sealed class SavingDbContext(DbContextOptions options) : ShopDbContext(options)
    {
        public override int SaveChanges(bool acceptAllChangesOnSuccess) => base.SaveChanges(acceptAllChangesOnSuccess);
    }

    private sealed class SavingHook : SaveChangesInterceptor;

    private sealed class ConnectionHook : DbConnectionInterceptor;

    private sealed class TransactionHook : DbTransactionInterceptor;

    private sealed class CommandHook : DbCommandInterceptor;
}
