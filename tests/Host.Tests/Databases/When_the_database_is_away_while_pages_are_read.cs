using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Databases;

public sealed class When_the_database_is_away_while_pages_are_read : IAsyncLifetime
{
    private static readonly string[] _pages =
    [
        "/api/me/contracts", "/api/me/messages", "/api/contracts/c-1/feedback", "/api/contracts/c-1/feedback/f-1",
        "/api/freelancers/felix/work-history", "/api/agencies/a-1/work-history",
        "/api/contracts/c-1/feedback-requests/0198f0a5-0000-7000-8000-000000000000",
    ];

    private readonly RabbitMqVirtualHost _broker = new();
    private PostgresServer _database = null!;
    private ServiceProcess _host = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _broker.InitializeAsync();
        _database = await PostgresServer.StartAsync();
        var settings = Tokens.Environment.Concat(_broker.Address.ToEnvironment());
        _host = await ServiceProcess.StartAsync([], new Dictionary<string, string>(settings)
        {
            ["Demo__Enabled"] = "false",
            // At the start nobody answers yet what the time is, and nothing else here can be done without.
            ["Gateway__OptionalTimeout"] = "00:00:02",
            ["Database__Provider"] = "Postgres",
            ["ConnectionStrings__Feedback"] = _database.ConnectionString,
            ["ConnectionStrings__Notifications"] = _database.ConnectionString,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _database.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Trait("Symptom", "not ready, `database-…`")]
    [Fact]
    public async Task Should_answer_503_and_leave_nothing_in_an_error_queue()
    {
        await _database.StopAsync();

        foreach (var page in _pages)
        {
            using var response = await GetAsync(page);
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, page);
            response.Headers.RetryAfter.ShouldNotBeNull(page);
        }

        using (var overview = await GetAsync("/api/ops/overview", "ops"))
        {
            overview.StatusCode.ShouldBe(HttpStatusCode.OK);
            var missing = JsonDocument.Parse(await overview.Content.ReadAsStringAsync(Cancelled)).RootElement.GetProperty("missing");
            missing.EnumerateObject().Select(part => part.Name).Order().ShouldBe(["feedback", "notifications"]);
            missing.GetProperty("feedback").GetString()!.ShouldContain("database");
        }

        await ErrorQueuesAreEmptyAsync();
        await _database.RestartAsync();
        await Eventually.Until(async () =>
        {
            using var response = await GetAsync("/api/me/contracts");
            return response.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Should_end_a_query_that_fails_for_another_reason_with_its_answer_too()
    {
        await using (var connection = new NpgsqlConnection(_database.ConnectionString))
        {
            await connection.OpenAsync(Cancelled);
            await using var command = new NpgsqlCommand(
                "ALTER TABLE feedback.contracts RENAME TO c; ALTER TABLE notifications.in_app_messages RENAME TO m", connection);
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        foreach (var page in new[] { "/api/me/contracts", "/api/me/messages" })
        {
            using var response = await GetAsync(page);
            response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError, page);
        }

        await ErrorQueuesAreEmptyAsync();
    }

    /// <summary>A message is acknowledged after it has been moved: a queue that is empty has moved all that failed.</summary>
    private async Task ErrorQueuesAreEmptyAsync()
    {
        foreach (var queue in new[] { "feedback-queries", "notifications-queries" })
        {
            await Eventually.Until(async () => !(await _broker.Management.UnsettledAsync()).ContainsKey(queue));
            (await _broker.Management.WaitingAsync()).Keys.ShouldNotContain($"{queue}_error");
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params string[] roles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For("clara", roles));
        return await _host.Http.SendAsync(request, Cancelled);
    }
}
