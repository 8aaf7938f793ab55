using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using TestKit.Servers.Tds;

namespace Messaging.EntityFrameworkCore.Tests.Servers;

/// <summary>SQL Server's real driver on a server that takes every change and finds no row.</summary>
public sealed class TdsTestDatabase : TestDatabase
{
    public TdsServer Server { get; } = new();

    /// <summary>Added to the connection string. The driver tries to connect for as long as it may, and one at a time.</summary>
    public string Settings { get; set; } = ";Connect Timeout=1";

    public override void Configure(DbContextOptionsBuilder options) => options.UseSqlServer(Server.ConnectionString + Settings);

    public override Exception Outage() => SqlServerTestDatabase.ClosedPort.Value;

    public override Task<int> CountLockWaitersAsync() => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A claim of rows is answered with all columns of the outbox, and others as the server does it by itself.</summary>
    public TdsReply? Answer(string statement)
    {
        if (!statement.Contains("OUTPUT inserted.*", StringComparison.Ordinal))
            return null;

        using var db = Open();
        var outbox = db.Model.FindEntityType(typeof(OutboxMessage))!;
        return TdsReply.NoRows([.. outbox.GetProperties().Select(property => property.GetColumnName())]);
    }

    protected override Task CreateEmptyAsync()
    {
        Server.Answer = Answer;
        return Task.CompletedTask;
    }

    protected override string BacklogId(string number) => throw new NotSupportedException();

    protected override string AfterMicroseconds(string instant, string microseconds) => throw new NotSupportedException();

    protected override string NumbersUpTo(int count) => throw new NotSupportedException();
}
