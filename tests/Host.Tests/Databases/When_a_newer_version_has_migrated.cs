using Host.Configuration;
using Host.Databases;
using Host.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Persistence;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Databases;

public sealed class When_a_newer_version_has_migrated : IAsyncLifetime
{
    private const string Newer = "20990101000000_Something";

    private readonly PostgresDatabase _postgres = new();
    private readonly TemporaryFolder _folder = new("newer");

    public async ValueTask InitializeAsync() => await _postgres.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task Should_refuse_the_start_in_one_line_with_both_versions(string provider)
    {
        await GivenNewerAsync(provider);
        await using var app = Build(provider);

        var check = await Should.ThrowAsync<StartRefusedException>(() => app.CheckMigratedAsync(TestContext.Current.CancellationToken));
        var migrate = await Should.ThrowAsync<StartRefusedException>(() => app.MigrateAsync(TestContext.Current.CancellationToken));

        migrate.Message.ShouldBe(check.Message);
        var line = StartFailure.Describe(check).ShouldNotBeNull();
        line.ShouldNotContain('\n');
        line.ShouldStartWith("ConnectionStrings:Notifications: ");
        line.ShouldContain(Newer);
        line.ShouldContain(CommandLine.Version);
        line.ShouldContain(await NewestAsync(app));
        line.ShouldContain("Database:AllowNewerSchema");
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task Should_start_all_the_same_when_told(string provider)
    {
        await GivenNewerAsync(provider);
        await using var app = Build(provider, "--Database:AllowNewerSchema=true");

        await app.CheckMigratedAsync(TestContext.Current.CancellationToken);
        await app.MigrateAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("ops", "parked", "replay", "--all")]
    [InlineData("ops", "parked", "discard", "--all")]
    [InlineData("ops", "deliveries", "release", "--all")]
    [InlineData("ops", "deliveries", "resend", "01a20166-f7f0-7b36-b08d-e79176a5fd29")]
    public async Task Should_let_operators_look_but_change_nothing(params string[] verb)
    {
        await GivenNewerAsync("Sqlite");

        var (exitCode, log) = await ServiceProcess.RunAsync(verb, Files);

        exitCode.ShouldBe(1, log);
        log.ShouldStartWith("ConnectionStrings:Notifications: ");
        log.ShouldContain(Newer);
        (await ServiceProcess.RunAsync(["ops", verb[1], "list"], Files)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Should_know_its_version_and_the_commit_that_it_was_built_from() =>
        CommandLine.Version.ShouldMatch(@"^\d+\.\d+\.\d+\+[0-9a-f]{40}$");

    private Dictionary<string, string> Files => new()
    {
        ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
        ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path("notifications.db")}",
    };

    private async Task GivenNewerAsync(string provider)
    {
        await using var app = Build(provider);
        await app.MigrateAsync(TestContext.Current.CancellationToken);
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        var table = provider == "Sqlite" ? "__migrations_notifications" : "notifications.__migrations_notifications";
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var insert = db.Database.GetDbConnection().CreateCommand();
        insert.CommandText = $"INSERT INTO {table} SELECT '{Newer}', \"ProductVersion\" FROM {table} LIMIT 1";
        (await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    private static async Task<string> NewestAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return scope.ServiceProvider.GetRequiredService<NotificationsDbContext>().Database.GetMigrations().Last();
    }

    private WebApplication Build(string provider, params string[] more)
    {
        var (feedback, notifications) = provider == "Sqlite"
            ? ($"Data Source={_folder.Path("feedback.db")}", $"Data Source={_folder.Path("notifications.db")}")
            : (_postgres.ConnectionString, _postgres.ConnectionString);
        return Start.Build(
        [
            "--environment=Development",
            $"--Database:Provider={provider}",
            $"--ConnectionStrings:Feedback={feedback}",
            $"--ConnectionStrings:Notifications={notifications}",
            .. more,
        ]);
    }
}
