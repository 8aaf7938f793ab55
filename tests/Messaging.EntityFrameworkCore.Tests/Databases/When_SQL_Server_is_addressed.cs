using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>Checks, without a server, the statements that would be sent to it.</summary>
public sealed class When_SQL_Server_is_addressed
{
    [Fact]
    public void Should_find_lock_and_claim_rows_in_one_access()
    {
        using var db = Open();

        var statement = SqlServerDialect.Instance.ClaimStatement(TableNames.Of<OutboxMessage>(db), closed: 0);

        statement.ShouldBe("""
            WITH due AS (
                SELECT TOP ({2}) waiting.* FROM [outbox_messages] AS waiting WITH (UPDLOCK, ROWLOCK, READPAST)
                WHERE [next_attempt_at] <= {0}
                ORDER BY [next_attempt_at], [position])
            UPDATE due SET [next_attempt_at] = {1}
            OUTPUT inserted.*
            """);
    }

    [Fact]
    public void Should_not_lock_the_rows_of_closed_destinations()
    {
        using var db = Open();

        var statement = SqlServerDialect.Instance.ClaimStatement(TableNames.Of<OutboxMessage>(db), closed: 2);

        statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ShouldBe("""
            WITH due AS (
                SELECT TOP ({2}) waiting.* FROM
                    (SELECT TOP ({2}) [id] AS candidate FROM [outbox_messages] WITH (READCOMMITTEDLOCK, ROWLOCK, READPAST)
                    WHERE [next_attempt_at] <= {0} AND [destination] NOT IN ({3}, {4})
                    ORDER BY [next_attempt_at], [position]) AS candidates
                INNER LOOP JOIN [outbox_messages] AS waiting WITH (UPDLOCK, ROWLOCK, READPAST) ON [id] = candidate
                WHERE [next_attempt_at] <= {0}
                ORDER BY [next_attempt_at], [position])
            UPDATE due SET [next_attempt_at] = {1}
            OUTPUT inserted.*
            """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Should_lock_rows_for_the_decision()
    {
        using var db = Open();
        var table = TableNames.Of<StockArticle>(db);

        var statement = SqlServerDialect.Instance.LockStatement(table, $"{table.Key} = {{0}}");

        statement.ShouldBe("SELECT * FROM [stock] WITH (UPDLOCK, ROWLOCK) WHERE [name] = {0} ORDER BY [name]");
    }

    [Fact]
    public void Should_be_chosen_by_its_provider()
    {
        using var db = Open();

        DatabaseDialect.Of(db).ShouldBeSameAs(SqlServerDialect.Instance);
    }

    [Fact]
    public void Should_create_the_tables_with_types_of_its_own()
    {
        using var db = Open();

        var script = db.Database.GenerateCreateScript();

        script.ShouldContain("CREATE TABLE [outbox_messages]");
        script.ShouldContain("[id] uniqueidentifier NOT NULL");
        script.ShouldContain("[next_attempt_at] datetimeoffset NULL");
        script.ShouldContain("[body] varbinary(max) NOT NULL");
        script.ShouldContain("[destination] nvarchar(512) NOT NULL");
        script.ShouldContain("ON [outbox_messages] ([next_attempt_at], [position])");
    }

    /// <summary>The ids of the rows don't ascend in the order in which SQL Server sorts them.</summary>
    [Fact]
    public void Should_store_the_rows_of_the_outbox_by_age()
    {
        using var db = Open();

        var script = db.Database.GenerateCreateScript();

        script.ShouldContain("CONSTRAINT [pk_outbox_messages] PRIMARY KEY NONCLUSTERED ([id])");
        script.ShouldContain(
            "CREATE CLUSTERED INDEX [ix_outbox_messages_enqueued_at_position] ON [outbox_messages] ([enqueued_at], [position])");
    }

    private static OrdersDbContext Open() =>
        new(new DbContextOptionsBuilder<OrdersDbContext>().UseSqlServer("Server=nowhere;Database=none").Options);
}
