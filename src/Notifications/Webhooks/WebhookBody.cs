using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shared;

namespace Notifications.Webhooks;

/// <summary>The body of an attempt: <c>type</c>, <c>timestamp</c> and <c>data</c>, as Standard Webhooks recommends.</summary>
internal static class WebhookBody
{
    public const string Visibility = "visibility";
    public const string Ratings = "ratings";
    public const string Score = "score";
    public const string Comment = "comment";

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is sent now.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="visibility">
    /// One of <see cref="FeedbackVisibilities"/>: of feedback that is withheld no rating, score or comment leaves (R71).
    /// </param>
    public static byte[] Of(WebhookDelivery delivery, string visibility)
    {
        var data = Parse(delivery.Data);
        if (delivery.Event == WebhookEvents.Provided && visibility != FeedbackVisibilities.Visible)
        {
            data[Visibility] = visibility;
            data[Ratings] = data[Score] = data[Comment] = null;
        }

        var body = new JsonObject
        {
            ["type"] = delivery.Event,
            ["timestamp"] = WebhookEvent.Text(delivery.OccurredAt),
            ["data"] = data,
        };
        return JsonSerializer.SerializeToUtf8Bytes(body, _json);
    }

    public static string Write(JsonObject data) => data.ToJsonString(_json);

    /// <summary>What is told without mentions of a person.</summary>
    public static string Rewrite(string data, PersonalTexts texts) =>
        texts.Rewrite(Encoding.UTF8.GetBytes(data)) is { } rewritten ? Write(Parse(Encoding.UTF8.GetString(rewritten))) : data;

    private static JsonObject Parse(string data) => JsonNode.Parse(data)!.AsObject();
}
