using Host.Databases;
using Host.Tests.Support;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog.Core;
using Shouldly;
using TestKit.Servers.Tds;

namespace Host.Tests.Databases;

public sealed class When_the_database_is_on_SQL_Server : IAsyncDisposable
{
    private readonly TdsServer _server = new();
    private readonly RecordedLog _log = new();
    private readonly SqlServerNotificationsDbContext _db;
    private int _isSnapshotOn = 1;
    private bool _isMigrated;

    public When_the_database_is_on_SQL_Server()
    {
        _server.Answer = Answer;
        var options = new DbContextOptionsBuilder<SqlServerNotificationsDbContext>();
        options.UseSqlServerDatabase(_server.ConnectionString, DatabaseNames.Notifications);
        _db = new SqlServerNotificationsDbContext(options.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await _db.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>Another process creates the database, holds the model database, or is connected while the options are set.</summary>
    [Theory]
    [InlineData(1801)]
    [InlineData(1807)]
    [InlineData(5061)]
    [InlineData(5069)]
    public async Task Should_migrate_though_another_process_was_in_the_way(int error)
    {
        var isFirst = true;
        _server.Answer = statement =>
        {
            if (!isFirst || !statement.Contains("CREATE SCHEMA", StringComparison.Ordinal))
                return Answer(statement);

            isFirst = false;
            return TdsReply.Error(error);
        };

        await DatabaseMigration.RunAsync(_db, NullLogger.Instance, TestContext.Current.CancellationToken);

        isFirst.ShouldBeFalse();
        _server.Statements.ShouldContain(statement =>
            statement.Contains("INSERT INTO [notifications].[__migrations_notifications]", StringComparison.Ordinal)
            && statement.Contains(_db.Database.GetMigrations().Last(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_not_try_again_what_the_server_refuses()
    {
        _server.Answer = statement =>
            statement.Contains("CREATE SCHEMA", StringComparison.Ordinal) ? TdsReply.Error(262) : Answer(statement);
        Func<Task> migrate = () => DatabaseMigration.RunAsync(_db, NullLogger.Instance, TestContext.Current.CancellationToken);

        (await migrate.ShouldThrowAsync<SqlException>()).Number.ShouldBe(262);
        _server.Statements.Count(statement => statement.Contains("CREATE SCHEMA", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Should_say_in_one_line_that_readers_wait_for_writers(int isSnapshotOn, int warnings)
    {
        _isSnapshotOn = isSnapshotOn;
        await using var app = Start.Build(
            services => services.AddSingleton<ILogEventSink>(_log),
            "--environment=Development",
            "--Transport=RabbitMq",
            "--Database:Provider=SqlServer",
            $"--ConnectionStrings:Notifications={_server.ConnectionString}",
            "notifications");

        await app.MigrateAsync(TestContext.Current.CancellationToken);
        var whileMigrating = Warnings();
        _isMigrated = true;
        await app.CheckMigratedAsync(TestContext.Current.CancellationToken);

        whileMigrating.ShouldBe(warnings);
        Warnings().ShouldBe(2 * warnings);
    }

    private int Warnings() => _log.Entries.Count(entry =>
        entry.Contains("WRN ConnectionStrings:Notifications: READ_COMMITTED_SNAPSHOT is off", StringComparison.Ordinal)
        && entry.TrimEnd().Split('\n').Length == 1);

    /// <summary>A database that has no migration yet, or all, and that nobody else migrates.</summary>
    private TdsReply? Answer(string statement)
    {
        if (statement.Contains("sp_getapplock", StringComparison.Ordinal))
            return TdsReply.Result(["result"], [0]);
        if (statement.Contains("is_read_committed_snapshot_on", StringComparison.Ordinal))
            return TdsReply.Result(["Value"], [_isSnapshotOn]);
        if (statement.Contains("OBJECT_ID", StringComparison.Ordinal))
            return _isMigrated ? TdsReply.Result(["id"], [1]) : TdsReply.NoRows("id");

        return _isMigrated && statement.Contains("SELECT [MigrationId]", StringComparison.Ordinal)
            ? TdsReply.Result(["MigrationId", "ProductVersion"], [.. _db.Database.GetMigrations().Select(id => new object?[] { id, "10" })])
            : null;
    }
}
