using EndToEnd.Tests.Systems;
using Npgsql;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Containers;

/// <summary>The accounts of PostgreSQL, after the migrations ran as the one that may run them.</summary>
public sealed class When_the_database_accounts_are_made(MigratedSystem system) : IClassFixture<MigratedSystem>
{
    private const string InsufficientPrivilege = "42501";

    [Theory]
    [InlineData(DatabaseAccount.Saga, "feedback.contracts", null)]
    [InlineData(DatabaseAccount.Saga, "notifications.deliveries", InsufficientPrivilege)]
    [InlineData(DatabaseAccount.Notifications, "notifications.deliveries", null)]
    [InlineData(DatabaseAccount.Notifications, "feedback.contracts", InsufficientPrivilege)]
    [InlineData(DatabaseAccount.Ops, "feedback.contracts", null)]
    [InlineData(DatabaseAccount.Ops, "notifications.deliveries", null)]
    public async Task Should_let_each_read_and_write_rows_of_its_own_schema_alone(string account, string table, string? refusal)
    {
        foreach (var statement in (string[])[$"SELECT 1 FROM {table} WHERE false", $"DELETE FROM {table} WHERE false"])
            (await RefusalOfAsync(account, statement)).ShouldBe(refusal, statement);
    }

    [Theory]
    [InlineData(DatabaseAccount.Saga)]
    [InlineData(DatabaseAccount.Notifications)]
    [InlineData(DatabaseAccount.Ops)]
    public async Task Should_let_none_but_migrate_change_tables(string account)
    {
        string[] statements =
        [
            "CREATE TABLE feedback.mine (id int)", "CREATE TABLE notifications.mine (id int)", "CREATE SCHEMA mine",
            "DROP TABLE feedback.contracts", "ALTER TABLE notifications.deliveries ADD mine int", "TRUNCATE feedback.contracts",
        ];
        foreach (var statement in statements)
            (await RefusalOfAsync(account, statement)).ShouldBe(InsufficientPrivilege, statement);
    }

    [Fact]
    public async Task Should_change_nothing_when_they_are_made_again()
    {
        await DatabaseAccount.CreateAllAsync(system.Database);

        (await RefusalOfAsync(DatabaseAccount.Saga, "SELECT 1 FROM feedback.contracts WHERE false")).ShouldBeNull();
        (await RefusalOfAsync(DatabaseAccount.Saga, "DROP TABLE feedback.contracts")).ShouldBe(InsufficientPrivilege);
    }

    /// <summary>The administrator's tables of a database that stood before the accounts did.</summary>
    [Fact]
    public async Task Should_give_rights_on_tables_that_were_there_before()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var settings = await system.SettingsOfAsync("migrate");
        settings["ConnectionStrings__Feedback"] = settings["ConnectionStrings__Notifications"] = database.ConnectionString;
        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], settings);
        exitCode.ShouldBe(0, log);

        await DatabaseAccount.CreateAllAsync(database);

        (await RefusalOfAsync(DatabaseAccount.Saga, "DELETE FROM feedback.contracts WHERE false", database)).ShouldBeNull();
        (await RefusalOfAsync(DatabaseAccount.Notifications, "DELETE FROM notifications.deliveries WHERE false", database)).ShouldBeNull();
    }

    /// <returns>What the database says against it, as an SQLSTATE; null if it does it.</returns>
    private async Task<string?> RefusalOfAsync(string account, string statement, PostgresDatabase? database = null)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(DatabaseAccount.ConnectionString(database ?? system.Database, account))
            {
                Pooling = false,
            }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        try
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal.SqlState;
        }
    }
}

/// <summary>The servers of a product that was migrated. No service of it runs.</summary>
public sealed class MigratedSystem : IAsyncLifetime
{
    private readonly SeparateSystem _system = new();

    public PostgresDatabase Database => _system.Database;

    public Task<Dictionary<string, string>> SettingsOfAsync(string role) => _system.SettingsOfAsync(role);

    public async ValueTask InitializeAsync()
    {
        await _system.StartServersAsync();
        await _system.MigrateAsync();
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();
}
