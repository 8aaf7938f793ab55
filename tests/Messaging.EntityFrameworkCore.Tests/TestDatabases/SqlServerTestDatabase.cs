using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using TestKit.Processes;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.TestDatabases;

/// <summary>A database on the server that TEST_SQLSERVER names. Without that variable the tests are reported as skipped.</summary>
public sealed class SqlServerTestDatabase : TestDatabase
{
    public const string Variable = "TEST_SQLSERVER";

    private string? _connectionString;

    /// <summary>What the driver throws when nobody listens.</summary>
    internal static Lazy<SqlException> ClosedPort { get; } = new(() =>
    {
        using var connection = new SqlConnection($"Server=tcp:127.0.0.1,{FreePort.Next()};User Id=test;Password=test;ConnectRetryCount=0");
        return Assert.Throws<SqlException>(connection.Open);
    });

    public override void Configure(DbContextOptionsBuilder options) => options.UseSqlServer(_connectionString);

    public override Exception Outage() => ClosedPort.Value;

    public override async Task<int> CountLockWaitersAsync()
    {
        await using var db = Open();
        return await db.Database.SqlQuery<int>($"""
            SELECT COUNT(*) AS [Value] FROM sys.dm_exec_requests
            WHERE database_id = DB_ID() AND blocking_session_id <> 0
            """).SingleAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_connectionString is null)
            return;

        await using var db = Open();
        await db.Database.EnsureDeletedAsync();
    }

    protected override Task CreateEmptyAsync()
    {
        var server = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(server), $"{Variable} holds no connection string of a SQL Server.");

        _connectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = $"test_{Guid.NewGuid():N}" }.ConnectionString;
        return Task.CompletedTask;
    }

    protected override string NotATimer => "0";

    protected override string BacklogId(string number) =>
        $"CAST('{BacklogIdPrefix}' + RIGHT('000000000000' + CAST({number} AS varchar(12)), 12) AS uniqueidentifier)";

    protected override string AfterMicroseconds(string instant, string microseconds) =>
        $"DATEADD(microsecond, {microseconds}, {instant})";

    protected override string NumbersUpTo(int count) => $"""
        SELECT TOP ({count}) CAST(ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS int) AS n
        FROM sys.all_columns AS one CROSS JOIN sys.all_columns AS other
        """;
}
