using System.Data.Common;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>The dispatcher must find the few due rows without reading the others.</summary>
public sealed class When_many_timers_wait_on_PostgreSQL
{
    private const int Timers = 20_000;

    [Fact]
    public async Task Should_claim_by_the_indexes_alone()
    {
        await using var database = new PostgresTestDatabase();
        await database.CreateAsync();
        await database.InsertBacklogAsync(Timers, DateTimeOffset.UtcNow.AddDays(14));
        await using var db = database.Open();
        var claim = DatabaseDialect.Of(db).ClaimStatement(TableNames.Of<OutboxMessage>(db), closed: 0)
            .Replace("{0}", "$1", StringComparison.Ordinal)
            .Replace("{1}", "$2", StringComparison.Ordinal)
            .Replace("{2}", "$3", StringComparison.Ordinal);

        var plan = await ExplainAsync(db, claim);

        plan.ShouldContain("Index Scan");
        plan.ShouldNotContain("Seq Scan");
    }

    /// <summary>A generic plan, as PostgreSQL uses for a prepared statement after several executions.</summary>
    private static async Task<string> ExplainAsync(DbContext db, string claim)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        await ExecuteAsync(command, "ANALYZE outbox_messages");
        await ExecuteAsync(command, "SET plan_cache_mode = force_generic_plan");
        await ExecuteAsync(command, $"PREPARE claim (timestamptz, timestamptz, int) AS {claim}");
        command.CommandText = "EXPLAIN EXECUTE claim (now(), now(), 500)";
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));

        return string.Join(Environment.NewLine, lines);
    }

    private static Task<int> ExecuteAsync(DbCommand command, string statement)
    {
        command.CommandText = statement;
        return command.ExecuteNonQueryAsync();
    }
}
