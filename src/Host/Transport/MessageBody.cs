using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Host.Transport;

/// <summary>The JSON body of a message, with or without an envelope, whoever wrote it.</summary>
internal static class MessageBody
{
    /// <summary>Writes a body for people.</summary>
    public static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonDocumentOptions _unambiguous = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// The values of members with these names, wherever they stand; none in a body that <see cref="Parse"/> does not read.
    /// </summary>
    public static IEnumerable<string> Values(ReadOnlyMemory<byte> body, params string[] names)
    {
        if (Parse(body) is not { } json)
            return [];

        // In an envelope the members beside the message are MassTransit's.
        return Members(json is JsonObject envelope && envelope.TryGetPropertyValue("message", out var message) && message is JsonObject
                ? message
                : json)
            .Where(member => names.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
            .Select(member => member.Value)
            .OfType<JsonValue>()
            .Select(value => value.ToString());
    }

    /// <summary>
    /// The body without what people wrote: of a text remains how long it is, unless it is an id, an instant or a name of ours. Null if the
    /// body is no JSON.
    /// </summary>
    public static JsonNode? WithoutTexts(ReadOnlyMemory<byte> body) => Parse(body) is { } json ? Masked("", json) : null;

    /// <summary>The body as it is; null if it is no JSON: also if it has a member twice, or a text that is no Unicode.</summary>
    public static JsonNode? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var json = JsonNode.Parse(body.Span, documentOptions: _unambiguous);
            ReadTexts(json);
            return json;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A node decodes a name or a text when it is asked for it, and throws then.</summary>
    private static void ReadTexts(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                    ReadTexts(value);

                break;
            case JsonArray items:
                foreach (var item in items)
                    ReadTexts(item);

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                _ = value.GetValue<string>();
                break;
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonNode? node) => node switch
    {
        JsonObject members => members.Concat(members.SelectMany(member => Members(member.Value))),
        JsonArray items => items.SelectMany(Members),
        _ => [],
    };

    private static JsonNode? Masked(string name, JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Masked(member.Key, member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Masked(name, item))]),
        JsonValue value when value.TryGetValue<string>(out var text) && !IsShown(name, text) => $"({text.Length} characters)",
        _ => node?.DeepClone(),
    };

    private static bool IsShown(string name, string text) =>
        name.EndsWith("Id", StringComparison.OrdinalIgnoreCase)
        || (name.EndsWith("At", StringComparison.Ordinal) && DateTimeOffset.TryParse(text, null, out _))
        || (name is "messageType" && text.StartsWith("urn:message:", StringComparison.Ordinal));
}
