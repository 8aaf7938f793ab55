using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Groups;

/// <summary>
/// One process handles the messages of several tenants, which have a database, a schema or a login each. What is handled at the same
/// time shares a commit only within one tenant.
/// </summary>
public sealed class When_tenants_have_databases_of_their_own : IAsyncLifetime
{
    private readonly PostgresDatabase _one = new();
    private readonly PostgresDatabase _two = new();
    private readonly GroupCommit _group = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var database in (PostgresDatabase[])[_one, _two])
        {
            await database.InitializeAsync();
            foreach (var schema in (string[])["a", "b"])
            {
                await using var db = Open(new NpgsqlDataSourceBuilder(database.ConnectionString).Build(), schema);
                await db.Database.ExecuteSqlRawAsync(db.Database.GenerateCreateScript(), Cancelled);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Should_keep_to_the_database_of_each()
    {
        await using var one = NpgsqlDataSource.Create(_one.ConnectionString);
        await using var two = NpgsqlDataSource.Create(_two.ConnectionString);

        await ShouldKeepApartAsync(() => Open(one, "a"), () => Open(two, "a"));
        await ShouldKeepApartAsync(
            () => new TenantDbContext(new DbContextOptionsBuilder().UseNpgsql(_one.ConnectionString).UseGroupCommit().Options, "b"),
            () => new TenantDbContext(new DbContextOptionsBuilder().UseNpgsql(_two.ConnectionString).UseGroupCommit().Options, "b"));
    }

    [Fact]
    public async Task Should_keep_to_the_schema_of_each_model()
    {
        await using var one = NpgsqlDataSource.Create(_one.ConnectionString);

        await ShouldKeepApartAsync(() => Open(one, "a"), () => Open(one, "b"));
    }

    /// <summary>Their connection strings are the same; each data source prepares its sessions for its tenant.</summary>
    [Fact]
    public async Task Should_keep_to_the_sessions_of_each_data_source()
    {
        await using var one = SearchingIn("a");
        await using var two = SearchingIn("b");

        await ShouldKeepApartAsync(() => Open(one, schema: null), () => Open(two, schema: null));
    }

    /// <summary>Commits for both tenants at once, many times, since groups form by chance, and reads the rows of each back.</summary>
    private async Task ShouldKeepApartAsync(Func<TenantDbContext> one, Func<TenantDbContext> other)
    {
        Func<TenantDbContext>[] tenants = [one, other];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(id => AddAsync(tenants[id % 2], id)));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(id => TakeAsync(tenants[id % 2], id)));

        for (var tenant = 0; tenant < 2; tenant++)
        {
            await using var db = tenants[tenant]();
            (await db.Set<Box>().OrderBy(box => box.Id).Select(box => box.Id).ToListAsync(Cancelled))
                .ShouldBe(Enumerable.Range(0, 40).Where(id => id % 2 == tenant));
            (await db.Set<Box>().AllAsync(box => box.Left == 1, Cancelled)).ShouldBeTrue();
            await db.Set<Box>().ExecuteDeleteAsync(Cancelled);
        }
    }

    private async Task AddAsync(Func<TenantDbContext> open, int id)
    {
        await using var db = open();
        await using var handling = await _group.BeginAsync(db, locks: false, Cancelled);
        db.Add(new Box { Id = id, Left = 2 });
        await handling.SaveAndCommitAsync(Cancelled);
    }

    private async Task TakeAsync(Func<TenantDbContext> open, int id)
    {
        await using var db = open();
        await using var handling = await _group.BeginAsync(db, locks: false, Cancelled);
        (await db.FindAndLockAsync<Box>(id, Cancelled))!.Left--;
        db.Database.CurrentTransaction.ShouldBeNull();
        await handling.SaveAndCommitAsync(Cancelled);
    }

    private NpgsqlDataSource SearchingIn(string schema)
    {
        var builder = new NpgsqlDataSourceBuilder(_one.ConnectionString);
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.UsePhysicalConnectionInitializer(
            connection => throw new NotSupportedException($"{connection} is opened synchronously."),
            async connection =>
            {
                await using var command = new NpgsqlCommand($"SET search_path TO {schema}", connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    private static TenantDbContext Open(NpgsqlDataSource database, string? schema) =>
        new(new DbContextOptionsBuilder().UseNpgsql(database).UseGroupCommit().Options, schema);

    private sealed class TenantDbContext(DbContextOptions options, string? schema) : DbContext(options)
    {
        public string? Schema => schema;

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
            optionsBuilder.ReplaceService<IModelCacheKeyFactory, ModelPerSchema>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.HasDefaultSchema(schema);
            modelBuilder.Entity<Box>().Property(box => box.Id).ValueGeneratedNever();
            modelBuilder.AddOutbox();
        }
    }

    private sealed class ModelPerSchema : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (context.GetType(), ((TenantDbContext)context).Schema, designTime);
    }

    private sealed class Box
    {
        public required int Id { get; init; }

        public required int Left { get; set; }
    }
}
