using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Feedback.Saga.Persistence;
using Host.Databases;
using Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;
using TestKit.Servers.Tds;

namespace Host.Tests.Databases;

public sealed class When_the_database_takes_no_writes
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Trait("Symptom", "not ready, `database-…`")]
    [Fact]
    public async Task Should_not_be_ready_say_why_once_and_recover()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var host = await ServiceProcess.StartAsync([], new Dictionary<string, string>(Tokens.Environment)
        {
            ["Database__Provider"] = "Postgres",
            ["ConnectionStrings__Feedback"] = database.ConnectionString,
            ["ConnectionStrings__Notifications"] = database.ConnectionString,
            ["Demo__Enabled"] = "false",
        });

        await SetReadOnlyAsync(database, "on");

        await Eventually.Until(async () => await ReadyAsync(host) is (HttpStatusCode.ServiceUnavailable, var body)
            && body.Contains("database-feedback (is read-only)", StringComparison.Ordinal)
            && body.Contains("database-notifications (is read-only)", StringComparison.Ordinal));
        await Eventually.Until(() => host.Log.Contains("WRN Not ready: database-feedback: is read-only", StringComparison.Ordinal));
        (await OverviewAsync(host)).ShouldBe(HttpStatusCode.OK);

        await SetReadOnlyAsync(database, "off");

        await host.ReadyAsync();
        await Eventually.Until(() => host.Log.Contains("INF Ready again: database-feedback", StringComparison.Ordinal));
        Regex.Count(host.Log, "Not ready: database-feedback").ShouldBe(1);
    }

    /// <summary>The errors of SQL Server's manual.</summary>
    [Theory]
    [InlineData(3906, "is read-only")]
    [InlineData(1105, "is full")]
    [InlineData(9002, "is full")]
    [InlineData(229, "refuses to write (error 229)")]
    public async Task Should_say_why_on_SQL_Server(int error, string reason)
    {
        await using var server = new TdsServer
        {
            Answer = statement => statement.Contains("outbox_messages", StringComparison.Ordinal) ? TdsReply.Error(error, 16) : null,
        };
        await using var app = Start.Build(
            "--environment=Development", "--Transport=RabbitMq", "--Database:Provider=SqlServer",
            $"--ConnectionStrings:Feedback={server.ConnectionString}", "saga");

        var check = app.Services.GetRequiredService<DatabaseCheck<FeedbackDbContext>>();

        // A machine that is too slow for the check's own patience says that first.
        var result = await Eventually.Get(
            () => check.CheckHealthAsync(new HealthCheckContext(), Cancelled),
            result => result.Data.Values.SequenceEqual([reason]));

        result.Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private static async Task<(HttpStatusCode Status, string Body)> ReadyAsync(ServiceProcess host)
    {
        using var response = await host.Http.GetAsync("/health/ready", Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    private static async Task<HttpStatusCode> OverviewAsync(ServiceProcess host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ops/overview");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For("olga", "ops"));
        using var response = await host.Http.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    /// <summary>For the sessions to come; those that are there end.</summary>
    private static async Task SetReadOnlyAsync(PostgresDatabase database, string value)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Options = "-c default_transaction_read_only=off",
                Pooling = false,
            }.ConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(
            $"""
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {value}', current_database()); END $$;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
            """,
            connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
