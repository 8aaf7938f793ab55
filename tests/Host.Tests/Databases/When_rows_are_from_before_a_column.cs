using Host.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Databases;

/// <summary>A migration that adds a column fills it in the rows that are there, where the product decides by it.</summary>
public sealed class When_rows_are_from_before_a_column : IDisposable
{
    private const string Migration = "StandingDecisions";
    private const string Report = "00000000-0000-0000-0000-00000000000A";

    private readonly TemporaryFolder _folder = new("before");

    /// <summary>A change stores the report that it decided, which the reconciliation tells of again (R60).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R60_Should_know_the_report_that_a_change_decided(bool onPostgres)
    {
        await using var database = onPostgres ? await PostgresDatabase.CreateAsync() : null;
        await using var pool = database is null
            ? null
            : ProviderOptions.CreatePostgresPool(database.ConnectionString, DatabaseNames.Feedback);
        await using DbContext db = pool is null
            ? new SqliteFeedbackDbContext(OnSqlite<SqliteFeedbackDbContext>(DatabaseNames.Feedback))
            : new PostgresFeedbackDbContext(OnPostgres<PostgresFeedbackDbContext>(pool, DatabaseNames.Feedback));
        var schema = onPostgres ? "feedback." : "";
        await MigrateUntilBeforeAsync(db);
        await ExecuteAsync(db, $"""
            INSERT INTO {schema}feedback_reports (report_id, feedback_id, contract_id, reporter_id, reported_at, status)
            VALUES ('{Report}', '{Id(1)}', 'c', 'f', {At(2, onPostgres)}, 'upheld')
            """);
        foreach (var (change, feedback, minute) in new[] { (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 3) })
        {
            await ExecuteAsync(db, $"""
                INSERT INTO {schema}moderations (change_id, feedback_id, contract_id, action, operator_id, previous, visibility, "at")
                VALUES ('{Id(change)}', '{Id(feedback)}', 'c', 'hold', 'olga', 'visible', 'held', {At(minute, onPostgres)})
                """);
        }

        await DatabaseMigration.RunAsync(db, NullLogger.Instance, TestContext.Current.CancellationToken);

        var reports = $"SELECT report_id AS \"Value\" FROM {schema}moderations ORDER BY change_id";
        (await db.Database.SqlQueryRaw<Guid?>(reports).ToListAsync(TestContext.Current.CancellationToken)).ShouldBe(
            [null, Guid.Parse(Report), Guid.Parse(Report), null]);
    }

    /// <summary>A notice of a decision is judged by what was decided after it, which a hold is not (R48).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R48_Should_know_when_feedback_was_decided_about(bool onPostgres)
    {
        await using var database = onPostgres ? await PostgresDatabase.CreateAsync() : null;
        await using var pool = database is null
            ? null
            : ProviderOptions.CreatePostgresPool(database.ConnectionString, DatabaseNames.Notifications);
        await using DbContext db = pool is null
            ? new SqliteNotificationsDbContext(OnSqlite<SqliteNotificationsDbContext>(DatabaseNames.Notifications))
            : new PostgresNotificationsDbContext(OnPostgres<PostgresNotificationsDbContext>(pool, DatabaseNames.Notifications));
        var schema = onPostgres ? "notifications." : "";
        await MigrateUntilBeforeAsync(db);
        foreach (var (feedback, visibility) in new[] { (1, "visible"), (2, "held"), (3, "taken-down") })
        {
            await ExecuteAsync(db, $"""
                INSERT INTO {schema}feedback_standings (feedback_id, visibility, change_id, changed_at)
                VALUES ('{Id(feedback)}', '{visibility}', '{Id(feedback)}', {At(feedback, onPostgres)})
                """);
        }

        await DatabaseMigration.RunAsync(db, NullLogger.Instance, TestContext.Current.CancellationToken);

        (await CountAsync("decided_at = changed_at AND taken_down_at IS NULL AND visibility = 'visible'")).ShouldBe(1);
        (await CountAsync("decided_at IS NULL AND taken_down_at IS NULL AND visibility = 'held'")).ShouldBe(1);
        (await CountAsync("decided_at = changed_at AND taken_down_at = changed_at AND visibility = 'taken-down'")).ShouldBe(1);

        async Task<int> CountAsync(string condition)
        {
            var count = $"SELECT CAST(COUNT(*) AS INTEGER) AS \"Value\" FROM {schema}feedback_standings WHERE {condition}";
            return await db.Database.SqlQueryRaw<int>(count).SingleAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _folder.Dispose();

    private DbContextOptions<TContext> OnSqlite<TContext>(string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UseSqliteFile($"Data Source={_folder.Path("before.db")}", service);
        return options.Options;
    }

    private static DbContextOptions<TContext> OnPostgres<TContext>(Npgsql.NpgsqlDataSource pool, string service)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UsePostgres(pool, service);
        return options.Options;
    }

    private static Task MigrateUntilBeforeAsync(DbContext db)
    {
        var before = db.Database.GetMigrations().TakeWhile(name => !name.EndsWith(Migration, StringComparison.Ordinal)).Last();
        return db.GetService<IMigrator>().MigrateAsync(before, TestContext.Current.CancellationToken);
    }

    private static async Task ExecuteAsync(DbContext db, string sql) =>
        await db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);

    private static string Id(int number) => $"00000000-0000-0000-0000-00000000000{number}";

    private static string At(int minute, bool onPostgres) => onPostgres ? $"'2026-01-01 00:0{minute}:00Z'" : $"{minute}";
}
