using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using TestKit.Processes;

namespace Messaging.EntityFrameworkCore.Tests.TestDatabases;

public sealed class SqliteTestDatabase : TestDatabase
{
    private const int CannotOpen = 14;

    private readonly TemporaryFolder _folder = new("sqlite");

    public override bool AllowsConcurrentWriters => false;

    private string ConnectionString => $"Data Source={_folder.Path("orders.db")}";

    public override void Configure(DbContextOptionsBuilder options) => options.UseSqlite(ConnectionString);

    public override Exception Outage() => new SqliteException("unable to open database file", CannotOpen);

    /// <summary>Writers wait for their turn before they begin, so no transaction waits for a lock.</summary>
    public override Task<int> CountLockWaitersAsync() => Task.FromResult(0);

    public override ValueTask DisposeAsync()
    {
        using (var pool = new SqliteConnection(ConnectionString))
            SqliteConnection.ClearPool(pool);

        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task CreateEmptyAsync()
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        await command.ExecuteNonQueryAsync();
    }

    protected override string BacklogId(string number) => $"printf('{BacklogIdPrefix}%012d', {number})";

    protected override string AfterMicroseconds(string instant, string microseconds) => $"{instant} + 10 * {microseconds}";

    protected override string NumbersUpTo(int count) =>
        $"WITH RECURSIVE counting(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < {count}) SELECT n FROM counting";

    protected override object Stored(DateTimeOffset instant) => instant.UtcTicks;
}
