using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Feedback.Bench.Rows;

namespace Feedback.Bench.Http;

/// <summary>Speaks to a run of everything in one process by its only door, HTTP, with the demo issuer's tokens.</summary>
internal sealed class EmbeddedClient(HttpClient http)
{
    private const int EventsPerCall = 100;
    private const string BatchMediaType = "application/cloudevents-batch+json";

    public async Task<string> TokenAsync(string subject, CancellationToken cancellationToken, params IReadOnlyList<string> roles)
    {
        using var response = await http.PostAsJsonAsync("demo/token", new { sub = subject, roles }, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return body.GetProperty("accessToken").GetString()!;
    }

    /// <summary>Contracts whose freelancer may request feedback now, published as upstream systems publish them.</summary>
    public async Task AddContractsAsync(NumberRange numbers, CancellationToken cancellationToken)
    {
        var token = await TokenAsync("upstream", cancellationToken, "upstream");
        var events = Enumerable.Range(0, numbers.Count).SelectMany(index => Events(numbers[index]));
        foreach (var batch in events.Chunk(EventsPerCall))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/upstream/events")
            {
                Content = JsonContent.Create(batch, new MediaTypeHeaderValue(BatchMediaType)),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new HttpRequestException($"The response to upstream events was {(int)response.StatusCode}: {text}");
            }
        }
    }

    public async Task RequestFeedbackAsync(long number, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/contracts/{Numbered.Contract(number)}/feedback-requests")
        {
            Content = JsonContent.Create(new { message = "How is it going?" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Created)
            throw new HttpRequestException(
                $"The response to a request was {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>All contracts are of one freelancer: one token serves all requests.</summary>
    public const string Freelancer = "freelancer-of-all";

    private static IEnumerable<JsonObject> Events(long number)
    {
        var contract = Numbered.Contract(number);
        yield return Event("contract-started", $"start-{contract}", new JsonObject
        {
            ["contractId"] = contract,
            ["clientId"] = Numbered.Client(number),
            ["freelancerId"] = Freelancer,
            ["agencyId"] = null,
            ["title"] = "Rebuild of the booking pages",
            ["startedAt"] = DateTimeOffset.UtcNow.AddDays(-60),
        });
        yield return Event("payment-made", $"payment-{contract}", new JsonObject
        {
            ["paymentId"] = $"payment-{contract}",
            ["contractId"] = contract,
            ["amount"] = 1250,
            ["currency"] = "EUR",
            ["paidAt"] = DateTimeOffset.UtcNow.AddDays(-1),
        });
    }

    private static JsonObject Event(string type, string id, JsonObject data) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = id,
        ["source"] = "bench",
        ["type"] = type,
        ["data"] = data,
    };
}
