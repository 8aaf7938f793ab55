using System.Data.Common;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>The dispatcher must find the few due rows without reading the others, and the figures must not read the table either.</summary>
public sealed class When_many_timers_wait_on_PostgreSQL
{
    private const int Timers = 100_000;

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

    [Fact]
    public async Task Should_count_by_the_indexes_alone()
    {
        await using var database = new PostgresTestDatabase();
        await database.CreateAsync();
        await database.InsertBacklogAsync(Timers + 10, DateTimeOffset.UtcNow.AddDays(14));
        await using (var db = database.Open())
        {
            var (due, last) = (DateTimeOffset.UtcNow.AddMinutes(-1), TestDatabase.BacklogId(Timers));
            await db.Database.ExecuteSqlAsync(
                $"UPDATE outbox_messages SET due_at = {due}, next_attempt_at = {due} WHERE id > {last}",
                TestContext.Current.CancellationToken);
            await db.Database.ExecuteSqlRawAsync("VACUUM ANALYZE outbox_messages", TestContext.Current.CancellationToken);
        }

        var plans = new Plans();
        var services = new ServiceCollection();
        services.Configure<OutboxOptions>(_ => { });
        services.AddDbContext<OrdersDbContext>(options =>
        {
            database.Configure(options);
            options.AddInterceptors(plans);
        });
        await using var provider = services.BuildServiceProvider();
        var monitor = new OutboxMonitor<OrdersDbContext>(
            provider.GetRequiredService<IServiceScopeFactory>(),
            TimeProvider.System,
            provider.GetRequiredService<IOptionsMonitor<OutboxOptions>>());

        var figures = await monitor.ReadAsync(DateTimeOffset.UtcNow, TestContext.Current.CancellationToken);

        (figures.Waiting, figures.Timers, figures.Parked).ShouldBe((10, Timers, 0));
        plans.All.Count.ShouldBeGreaterThan(4);
        plans.All.ShouldAllBe(plan => plan.Contains("Index", StringComparison.Ordinal));
        plans.All.ShouldAllBe(plan => !plan.Contains("Seq Scan", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Should_leave_out_destinations_by_the_indexes_too(int closed)
    {
        await using var database = new PostgresTestDatabase();
        await database.CreateAsync();
        await database.InsertBacklogAsync(Timers, DateTimeOffset.UtcNow.AddDays(14));
        await using var db = database.Open();
        var claim = DatabaseDialect.Of(db).ClaimStatement(TableNames.Of<OutboxMessage>(db), closed);
        foreach (var place in Enumerable.Range(0, 3 + closed).Reverse())
            claim = claim.Replace($"{{{place}}}", $"${place + 1}", StringComparison.Ordinal);

        var plan = await ExplainAsync(db, claim, closed);

        plan.ShouldContain("Index Scan");
        plan.ShouldNotContain("Seq Scan");
    }

    /// <summary>A generic plan, as PostgreSQL uses for a prepared statement after several executions.</summary>
    private static async Task<string> ExplainAsync(DbContext db, string claim, int closed = 0)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        await ExecuteAsync(command, "ANALYZE outbox_messages");
        await ExecuteAsync(command, "SET plan_cache_mode = force_generic_plan");
        var types = string.Concat(Enumerable.Repeat(", text", closed));
        var destinations = string.Concat(Enumerable.Range(0, closed).Select(number => $", 'exchange:closed-{number}'"));
        await ExecuteAsync(command, $"PREPARE claim (timestamptz, timestamptz, int{types}) AS {claim}");
        command.CommandText = $"EXPLAIN EXECUTE claim (now(), now(), 500{destinations})";
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

    /// <summary>Asks for the plan of each query before it is sent.</summary>
    private sealed class Plans : DbCommandInterceptor
    {
        public List<string> All { get; } = [];

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            await using var explain = (NpgsqlCommand)((NpgsqlCommand)command).Clone();
            explain.CommandText = $"EXPLAIN {command.CommandText}";
            await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
            var lines = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
                lines.Add(reader.GetString(0));

            All.Add(string.Join(Environment.NewLine, lines));
            return result;
        }
    }
}
