using Host.Databases;
using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;

namespace Host.Tests.Databases;

/// <summary>The migrations of each service on each provider are up to date with its model.</summary>
public class All_six_contexts
{
    public static TheoryData<string> Names => [.. Contexts.Keys];

    /// <summary>Texts that people wrote, JSON, and words of ours that are compared with constants only.</summary>
    private static readonly Dictionary<string, string[]> _noIds = new()
    {
        [DatabaseNames.Feedback] =
        [
            "abuse_signals.evidence", "abuse_signals.note",
            "contracts.title", "end_of_contract_feedback.comment", "feedback_reports.reason", "moderations.action",
            "moderations.note", "moderations.previous", "moderations.visibility", "feedback_requests.cohort",
            "feedback_requests.contract_title", "feedback_requests.decline_facts", "feedback_requests.decline_policy",
            "feedback_requests.facts", "feedback_requests.message", "feedback_requests.policy", "idempotent_answers.answer",
            "idempotent_answers.answer_type", "idempotent_answers.body_hash", "mid_contract_feedback.comment",
            "mid_contract_feedback.facts", "mid_contract_feedback.policy", "payments.currency", "refusals.facts",
            "refusals.kind", "refusals.policy", "refusals.reasons",
            "rollout_refusals.cohort", "rollout_refusals.reasons", "rollout_versions.definition", "rollout_versions.note",
        ],
        [DatabaseNames.Notifications] =
        [
            "deliveries.facts", "deliveries.last_error", "deliveries.status", "deliveries.withheld_facts", "feedback_standings.visibility",
            "in_app_messages.link", "in_app_messages.text",
            "webhooks.events", "webhooks.name", "webhooks.previous_secret", "webhooks.secret", "webhooks.state", "webhooks.url",
            "webhook_deliveries.data", "webhook_deliveries.event", "webhook_deliveries.last_error",
            "user_profiles.display_name", "user_profiles.email", "user_profiles.locale", "user_profiles.time_zone",
            "email_preferences.mode",
        ],
    };

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

    /// <summary>
    /// A column compares as the database's administrator chose, unless it says otherwise. One that is added is an id, or stands in the
    /// list of those that are none.
    /// </summary>
    [Theory]
    [InlineData("Postgres", DatabaseNames.Feedback, "C")]
    [InlineData("Postgres", DatabaseNames.Notifications, "C")]
    [InlineData("SqlServer", DatabaseNames.Feedback, "Latin1_General_100_BIN2")]
    [InlineData("SqlServer", DatabaseNames.Notifications, "Latin1_General_100_BIN2")]
    public void R45_Should_compare_every_text_ordinally_that_is_not_known_to_be_no_id(string provider, string service, string ordinal)
    {
        using var db = Contexts[$"{provider} {service}"]();

        var others = TextColumns(db).Where(column => column.Collation != ordinal).Select(column => column.Name);

        others.ShouldBe(_noIds[service], ignoreOrder: true);
    }

    [Theory]
    [InlineData("Sqlite feedback")]
    [InlineData("Sqlite notifications")]
    public void R45_Should_leave_the_comparison_to_SQLite_which_is_ordinal(string name)
    {
        using var db = Contexts[name]();

        TextColumns(db).Select(column => column.Collation).ShouldAllBe(collation => collation == null);
    }

    [Theory]
    [InlineData("SqlServer feedback")]
    [InlineData("SqlServer notifications")]
    public void Should_not_cluster_a_table_of_SQL_Server_by_a_Guid(string name)
    {
        using var db = Contexts[name]();
        var byGuid = Model(db).GetEntityTypes().Where(entity => entity.FindPrimaryKey()!.Properties[0].ClrType == typeof(Guid)).ToList();

        byGuid.Count.ShouldBeGreaterThan(2);
        byGuid.ShouldAllBe(entity => entity.FindPrimaryKey()!.IsClustered() == false);
        byGuid.ShouldAllBe(entity => entity.GetIndexes().Count(index => index.IsClustered() == true) == 1);
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
    private static IModel Model(DbContext db) => db.GetService<IDesignTimeModel>().Model;

    private static IEnumerable<(string Name, string? Collation)> TextColumns(DbContext db) => Model(db).GetEntityTypes()
        .Where(entity => entity.ClrType != typeof(OutboxMessage))
        .SelectMany(entity => entity.GetProperties()
            .Where(property => property.GetTypeMapping().Converter?.ProviderClrType == typeof(string) || property.ClrType == typeof(string))
            .Select(property => ($"{entity.GetTableName()}.{property.GetColumnName()}", property.GetCollation())));

    private static DbContext Create<TContext, TFactory>()
        where TContext : DbContext
        where TFactory : IDesignTimeDbContextFactory<TContext>, new() =>
        new TFactory().CreateDbContext([]);
}
