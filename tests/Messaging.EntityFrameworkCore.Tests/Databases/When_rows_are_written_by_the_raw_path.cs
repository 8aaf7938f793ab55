using System.Reflection;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Tests.Databases.Mappings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>
/// The same changes are saved by the library and by EF Core, in two schemas. Afterwards PostgreSQL itself has to find the same text in
/// each column of each row; what one of them refuses, the other refuses too.
/// </summary>
public sealed class When_rows_are_written_by_the_raw_path(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly Dictionary<string, Mapping> _mappings =
        PropertyMappings.All.Concat(FeatureMappings.All).ToDictionary(mapping => mapping.Name);

    private static readonly MethodInfo _set = typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!;

    public static TheoryData<string> Mappings => [.. _mappings.Keys];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Mappings))]
    public async Task Should_write_what_EF_Core_writes(string name)
    {
        var mapping = _mappings[name];
        var byLibrary = await WriteAsync(mapping, "library", async db =>
        {
            if (db.ChangeTracker.HasChanges())
                (PendingChanges.Of(db) is not null).ShouldBe(mapping.IsRaw);

            await using var write = await db.BeginWriteAsync(Cancelled);
            await write.SaveAndCommitAsync(Cancelled);
        });

        var byEFCore = await WriteAsync(mapping, "ef_core", db => db.SaveChangesAsync(Cancelled));

        byLibrary.ShouldBe(byEFCore);
        byLibrary.ShouldContain(line => line.Contains(": ("), "no row was written");
    }

    [Theory]
    [MemberData(nameof(Mappings))]
    public async Task Should_read_what_EF_Core_reads(string name)
    {
        var mapping = _mappings[name];
        if (!mapping.IsRaw)
            return;

        await WriteAsync(mapping, "read", async db =>
        {
            await db.SaveChangesAsync(Cancelled);
            db.ChangeTracker.Clear();
            var entity = db.Model.GetEntityTypes().ShouldHaveSingleItem();
            var table = RawTable.Of(db, entity).ShouldNotBeNull();

            var byEFCore = await ((IQueryable<object>)_set.MakeGenericMethod(entity.ClrType).Invoke(db, [])!).ToListAsync(Cancelled);
            var byLibrary = await ReadAsync(db, table);

            foreach (var column in table.Columns)
                byLibrary.Select(column.ValueOf).ShouldBe(byEFCore.Select(column.ValueOf), ignoreOrder: true);
        });
    }

    private static async Task<List<object>> ReadAsync(DbContext db, RawTable table)
    {
        await db.Database.OpenConnectionAsync(Cancelled);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {table.Name}";
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        var read = new List<object>();
        while (await reader.ReadAsync(Cancelled))
            read.Add(table.Read(reader));

        return read;
    }

    /// <summary>What is in the tables after each change, and whether the change was refused.</summary>
    private async Task<List<string>> WriteAsync(Mapping mapping, string way, Func<DbContext, Task> save)
    {
        var schema = $"{way} {mapping.Name}";
        await using (var db = Open(mapping, schema))
        {
            // Each model has the enum, and creates it with its tables.
            await db.Database.ExecuteSqlAsync($"DROP TYPE IF EXISTS public.colour CASCADE", Cancelled);
            await db.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(Cancelled);
        }

        var lines = new List<string>();
        foreach (var change in mapping.Changes)
        {
            await using var db = Open(mapping, schema);
            try
            {
                change(db);
            }
            catch (InvalidOperationException)
            {
                lines.Add("no such row");
                continue;
            }

            try
            {
                await save(db);
                lines.Add("saved");
            }
            catch (Exception failure)
                when (failure is DbUpdateException or PostgresException or ArgumentException or InvalidOperationException)
            {
                lines.Add("refused");
            }

            lines.AddRange(await DumpAsync(schema));
        }

        return lines;
    }

    private async Task<List<string>> DumpAsync(string schema)
    {
        await using var db = new DbContext(new DbContextOptionsBuilder().UseNpgsql(database.ConnectionString).Options);
        var tables = await db.Database
            .SqlQuery<string>($"SELECT table_name::text AS \"Value\" FROM information_schema.tables WHERE table_schema = {schema}")
            .ToListAsync(Cancelled);
        var rows = new List<string>();
        foreach (var table in tables.Order(StringComparer.Ordinal))
        {
            var sql = $"SELECT t::text AS \"Value\" FROM \"{schema}\".\"{table}\" AS t ORDER BY 1";
            rows.AddRange((await db.Database.SqlQueryRaw<string>(sql).ToListAsync(Cancelled)).Select(row => $"{table}: {row}"));
        }

        return rows;
    }

    private MappingDbContext Open(Mapping mapping, string schema)
    {
        var options = new DbContextOptionsBuilder()
            .UseNpgsql(database.ConnectionString, npgsql => npgsql.MapEnum<Colour>("colour", "public"))
            .ReplaceService<IModelCacheKeyFactory, ModelPerMapping>();
        return new MappingDbContext(options.Options, mapping, schema);
    }
}
