using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Tests.Api;

/// <summary>The gateway as a client in any language sees it: plain HTTP and JSON, no type shared with the product.</summary>
public sealed class FeedbackApi(HttpClient http, Func<string, string[], Task<string>> issueToken)
{
    private readonly ConcurrentDictionary<string, string> _tokens = [];

    public static object AllFives { get; } = Ratings(5);

    public static object Ratings(object each) =>
        new { skills = each, quality = each, availability = each, deadlines = each, communication = each, cooperation = each };

    public Task<ApiResponse> RequestFeedbackAsync(string contractId, string freelancerId, string? message = null) =>
        PostAsync($"/api/contracts/{contractId}/feedback-requests", new { message }, freelancerId);

    public Task<ApiResponse> ProvideFeedbackAsync(string contractId, string clientId, string? comment = null) =>
        PostAsync($"/api/contracts/{contractId}/feedback", new { ratings = AllFives, comment }, clientId);

    public Task<ApiResponse> DeclineAsync(string contractId, Guid requestId, string clientId, DateTimeOffset? askAgainFrom = null) =>
        PostAsync($"/api/contracts/{contractId}/feedback-requests/{requestId}/decline", new { askAgainFrom }, clientId);

    public Task<ApiResponse> TabAsync(string contractId, string callerId) =>
        GetAsync($"/api/contracts/{contractId}/feedback", callerId);

    public Task<ApiResponse> RequestAsync(string contractId, Guid requestId, string callerId) =>
        GetAsync($"/api/contracts/{contractId}/feedback-requests/{requestId}", callerId);

    public Task<ApiResponse> WorkHistoryAsync(string freelancerId) => GetAsync($"/api/freelancers/{freelancerId}/work-history");

    public Task<ApiResponse> MessagesAsync(string userId) => GetAsync("/api/me/messages", userId);

    public Task<ApiResponse> PublishAsync(params UpstreamEvent[] events) => SendAsync(
        HttpMethod.Post,
        "/api/upstream/events",
        JsonSerializer.Serialize(events.Select(upstream => upstream.ToCloudEvent())),
        "application/cloudevents-batch+json",
        "upstream-system",
        "upstream");

    public Task<ApiResponse> GetAsync(string path, string? user = null, params string[] roles) =>
        SendAsync(HttpMethod.Get, path, null, null, user, roles);

    public Task<ApiResponse> PostAsync(string path, object body, string? user = null, params string[] roles) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body), "application/json", user, roles);

    public async Task<ApiResponse> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string? contentType,
        string? user,
        params string[] roles)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType!);
        }

        if (user is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(user, roles));

        using var response = await http.SendAsync(request);
        return new ApiResponse(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Location,
            await response.Content.ReadAsStringAsync());
    }

    public async Task<string> TokenAsync(string user, params string[] roles)
    {
        var key = $"{user}|{string.Join(',', roles)}";
        return _tokens.TryGetValue(key, out var token) ? token : _tokens[key] = await issueToken(user, roles);
    }
}
