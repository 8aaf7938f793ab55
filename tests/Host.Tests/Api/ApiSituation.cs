using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Shouldly;
using TestKit;
using TestKit.Processes;

namespace Host.Tests.Api;

/// <summary>
/// Two contracts of the same people, one whose request waits and one that ended with feedback on it, and one of other people. All
/// services run in this process.
/// </summary>
public sealed class ApiSituation : IAsyncLifetime
{
    public const string Waiting = "contract-waiting";
    public const string Ended = "contract-ended";
    public const string Others = "contract-of-others";
    public const string Client = "clara";
    public const string Freelancer = "felix";
    public const string OtherParty = "oscar";

    private static readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    private readonly TemporaryFolder _folder = new("api");
    private readonly RecordedLog _log = new();
    private readonly Dictionary<string, string> _tokens = [];
    private EmbeddedHost _host = null!;

    public HttpClient Http => _host.Http;

    /// <summary>Every route of the process.</summary>
    public IReadOnlyList<string> Routes => _host.Routes;

    /// <summary>What was logged.</summary>
    public IReadOnlyList<string> Log => _log.Entries;

    public string RequestId { get; private set; } = "";

    public string FeedbackId { get; private set; } = "";

    public string MessageId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _host = await EmbeddedHost.StartAsync(
            _folder,
            services => services.AddSingleton<ILogEventSink>(_log),
            _ => { },
            "--Demo:Data=false",
            "--Feedback:Policy:AllowNotNow=false",
            "--Serilog:MinimumLevel:Default=Warning",
            "--Gateway:RateLimits:CallsPerMinute=1000000",
            "--Gateway:RateLimits:CommandsPerMinute=1000000",
            "--Gateway:RateLimits:CommandsPerDay=1000000");
        foreach (var user in (string[])[Client, Freelancer, OtherParty, "stranger"])
            _tokens[user] = await _host.TokenAsync(user);

        _tokens["ops"] = await _host.TokenAsync("olga", "ops");
        _tokens["upstream"] = await _host.TokenAsync("ulf", "upstream");

        await GivenContractAsync(Waiting, Client, Freelancer);
        await GivenContractAsync(Ended, Client, Freelancer);
        await GivenContractAsync(Others, OtherParty, "otto");
        var requested = await PostAsync($"/api/contracts/{Waiting}/feedback-requests", Freelancer, "{}");
        RequestId = requested.GetProperty("requestId").GetString()!;
        const string ratings =
            """{"ratings":{"skills":5,"quality":5,"availability":5,"deadlines":5,"communication":5,"cooperation":5}}""";
        FeedbackId = (await PostAsync($"/api/contracts/{Ended}/feedback", Client, ratings)).GetProperty("feedbackId").GetString()!;
        await PublishAsync("contract-ended", new { contractId = Ended, endedAt = _now });
        await Eventually.Until(async () =>
            (await GetAsync($"/api/contracts/{Ended}/feedback", Client)).GetProperty("contract").GetProperty("endedAt").ValueKind
                == JsonValueKind.String);
        await Eventually.Until(async () => (await GetAsync("/api/me/messages", Client)).GetProperty("items").GetArrayLength() > 0);
        MessageId = (await GetAsync("/api/me/messages", Client)).GetProperty("items")[0].GetProperty("messageId").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The token of a user of this situation, of <c>ops</c> or of <c>upstream</c>; null for anyone else.</summary>
    public AuthenticationHeaderValue? Authorization(string caller) =>
        _tokens.TryGetValue(caller, out var token) ? new("Bearer", token) : null;

    private async Task GivenContractAsync(string contractId, string clientId, string freelancerId)
    {
        await PublishAsync(
            "contract-started",
            new { contractId, clientId, freelancerId, agencyId = (string?)null, title = "Garden website", startedAt = _now.AddDays(-60) });
        await PublishAsync(
            "payment-made",
            new { paymentId = $"payment-{contractId}", contractId, amount = 250, currency = "USD", paidAt = _now.AddDays(-1) });
        await Eventually.Until(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/contracts/{contractId}/feedback");
            request.Headers.Authorization = new("Bearer", await _host.TokenAsync(clientId));
            using var response = await Http.SendAsync(request);
            return response.StatusCode == HttpStatusCode.OK
                && (await ReadAsync(response)).GetProperty("contract").GetProperty("lastPaymentAt").ValueKind == JsonValueKind.String;
        });
    }

    private async Task PublishAsync(string type, object data)
    {
        var cloudEvent = JsonSerializer.Serialize(new
        {
            specversion = "1.0",
            id = $"{type}-{Guid.CreateVersion7()}",
            source = "/tests",
            type,
            data,
        });
        await SendAsync(HttpMethod.Post, "/api/upstream/events", "upstream", cloudEvent, "application/cloudevents+json");
    }

    private Task<JsonElement> GetAsync(string path, string caller) => SendAsync(HttpMethod.Get, path, caller, null, null);

    private Task<JsonElement> PostAsync(string path, string caller, string body) =>
        SendAsync(HttpMethod.Post, path, caller, body, "application/json");

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string caller, string? body, string? contentType)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = Authorization(caller);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(contentType!));

        using var response = await Http.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await ReadAsync(response);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
