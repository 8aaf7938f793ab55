using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TestKit.Servers;

namespace Messaging.EntityFrameworkCore.Tests.TestDatabases;

public class PostgresTestDatabase : TestDatabase
{
    private readonly PostgresDatabase _database = new();

    private protected string ConnectionString => _database.ConnectionString;

    public override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(ConnectionString).UseGroupCommit();

    public override Exception Outage() =>
        new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused));

    public override async Task<int> CountLockWaitersAsync()
    {
        await using var db = Open();
        return await db.Database.SqlQuery<int>($"""
            SELECT count(*)::int AS "Value" FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """).SingleAsync();
    }

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _database.DisposeAsync();
    }

    protected override async Task CreateEmptyAsync() => await _database.InitializeAsync();

    protected override string BacklogId(string number) => $"('{BacklogIdPrefix}' || lpad({number}::text, 12, '0'))::uuid";

    protected override string AfterMicroseconds(string instant, string microseconds) =>
        $"{instant} + {microseconds} * interval '1 microsecond'";

    protected override string NumbersUpTo(int count) => $"SELECT n FROM generate_series(1, {count}) AS n";
}

/// <summary>PostgreSQL with a transaction for each handler.</summary>
public sealed class PostgresWithoutGroups : PostgresTestDatabase
{
    public override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(ConnectionString);
}
