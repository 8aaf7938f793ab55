using Host.Databases;
using Messaging.EntityFrameworkCore.Databases.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;

namespace Host.Tests.Databases;

/// <summary>The migrations of each service on each provider are up to date with its model.</summary>
public class All_six_contexts
{
    public static TheoryData<string> Names => [.. Contexts.Keys];

    private static Dictionary<string, Func<DbContext>> Contexts { get; } = new()
    {
        ["Sqlite feedback"] = Create<SqliteFeedbackDbContext, SqliteDesignTimeFactory>,
        ["Sqlite notifications"] = Create<SqliteNotificationsDbContext, SqliteDesignTimeFactory>,
        ["Postgres feedback"] = Create<PostgresFeedbackDbContext, PostgresDesignTimeFactory>,
        ["Postgres notifications"] = Create<PostgresNotificationsDbContext, PostgresDesignTimeFactory>,
        ["SqlServer feedback"] = Create<SqlServerFeedbackDbContext, SqlServerDesignTimeFactory>,
        ["SqlServer notifications"] = Create<SqlServerNotificationsDbContext, SqlServerDesignTimeFactory>,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_have_migrations_and_no_model_change_that_lacks_one(string name)
    {
        using var db = Contexts[name]();

        db.Database.GetMigrations().ShouldNotBeEmpty();
        db.Database.HasPendingModelChanges().ShouldBeFalse("run tools/add-migration.sh <Name>");
    }

    [Theory]
    [InlineData("SqlServer feedback", DatabaseNames.Feedback, "contracts")]
    [InlineData("SqlServer notifications", DatabaseNames.Notifications, "deliveries")]
    public void Should_give_an_idempotent_script_for_SQL_Server(string name, string schema, string table)
    {
        using var db = Contexts[name]();

        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        script.ShouldContain($"CREATE TABLE [{schema}].[{table}]");
        script.ShouldContain($"CREATE TABLE [{schema}].[outbox_messages]");
        script.ShouldContain($"IF NOT EXISTS (\n    SELECT * FROM [{schema}].[__migrations_{schema}]".ReplaceLineEndings());
        script.ShouldNotContain("[dbo]");
    }

    /// <summary>An entity that the raw path does not support costs more round trips, and takes no part in group commit.</summary>
    [Theory]
    [InlineData("Postgres feedback")]
    [InlineData("Postgres notifications")]
    public void Should_map_entities_as_the_raw_path_needs(string name)
    {
        using var db = Contexts[name]();

        foreach (var entity in db.Model.GetEntityTypes())
            RawTable.Of(db, entity).ShouldNotBeNull(entity.Name);
    }

    private static DbContext Create<TContext, TFactory>()
        where TContext : DbContext
        where TFactory : IDesignTimeDbContextFactory<TContext>, new() =>
        new TFactory().CreateDbContext([]);
}
