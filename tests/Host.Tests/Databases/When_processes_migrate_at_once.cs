using Host.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Databases;

public sealed class When_processes_migrate_at_once : IAsyncLifetime
{
    private readonly PostgresDatabase _postgres = new();
    private readonly TemporaryFolder _folder = new("race");

    public async ValueTask InitializeAsync() => await _postgres.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_all_succeed_on_PostgreSQL_and_migrate_once()
    {
        await MigrateThriceAsync(_postgres.ConnectionString);

        (await CountAsync("feedback.__migrations_feedback")).ShouldBeGreaterThan(1);
        (await CountAsync("notifications.__migrations_notifications")).ShouldBeGreaterThan(1);
        (await CountAsync(
            """
            information_schema.columns
            WHERE table_schema IN ('feedback', 'notifications') AND table_name NOT LIKE '\_\_%'
            AND column_name LIKE '%\_id' AND data_type = 'character varying' AND collation_name IS DISTINCT FROM 'C'
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task Should_create_a_PostgreSQL_database_that_is_not_there_yet()
    {
        await _postgres.DropAsync();

        await MigrateThriceAsync(_postgres.ConnectionString);

        (await CountAsync("feedback.__migrations_feedback")).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Should_not_leave_its_lock_to_the_next_who_uses_the_connection()
    {
        await using var pool = ProviderOptions.CreatePostgresPool(_postgres.ConnectionString, DatabaseNames.Feedback);
        var options = new DbContextOptionsBuilder<PostgresFeedbackDbContext>();
        options.UsePostgres(pool, DatabaseNames.Feedback);
        await using var db = new PostgresFeedbackDbContext(options.Options);

        await DatabaseMigration.RunAsync(db, NullLogger.Instance, TestContext.Current.CancellationToken);

        (await CountAsync("pg_locks WHERE locktype = 'advisory'")).ShouldBe(0);
        (await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_all_succeed_on_SQLite() =>
        await MigrateThriceAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Feedback"] = SqliteFile("feedback.db"),
            ["ConnectionStrings__Notifications"] = SqliteFile("notifications.db"),
        });

    private static Task MigrateThriceAsync(string postgres) => MigrateThriceAsync(new Dictionary<string, string>
    {
        ["Database__Provider"] = "Postgres",
        ["ConnectionStrings__Feedback"] = postgres,
        ["ConnectionStrings__Notifications"] = postgres,
    });

    private string SqliteFile(string name) => $"Data Source={_folder.Path(name)};Default Timeout={HangGuard.Limit.TotalSeconds}";

    private static async Task MigrateThriceAsync(Dictionary<string, string> settings)
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ServiceProcess.RunAsync(["migrate"], settings)));

        foreach (var (exitCode, log) in runs)
            exitCode.ShouldBe(0, log);
    }

    private async Task<long> CountAsync(string table)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {table}";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
