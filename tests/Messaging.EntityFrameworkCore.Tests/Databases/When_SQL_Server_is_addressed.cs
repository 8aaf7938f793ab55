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
    public void Should_claim_in_a_sub_select_that_passes_over_locked_rows()
    {
        using var db = Open();

        var statement = SqlServerDialect.Instance.ClaimStatement(TableNames.Of<OutboxMessage>(db));

        statement.ShouldBe("""
            UPDATE [outbox_messages] SET [next_attempt_at] = {1}
            OUTPUT inserted.*
            WHERE [id] IN (
                SELECT TOP ({2}) [id] FROM [outbox_messages] WITH (UPDLOCK, ROWLOCK, READPAST)
                WHERE [next_attempt_at] <= {0}
                ORDER BY [next_attempt_at], [position])
            """);
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
        script.ShouldContain("CREATE CLUSTERED INDEX [ix_outbox_messages_enqueued_at_position] ON [outbox_messages] ([enqueued_at], [position])");
    }

    private static OrdersDbContext Open() =>
        new(new DbContextOptionsBuilder<OrdersDbContext>().UseSqlServer("Server=nowhere;Database=none").Options);
}
