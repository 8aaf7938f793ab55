using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Http.Input;

namespace Gateway.Upstream;

/// <summary>Reads CloudEvents 1.0 in the structured JSON format and makes our messages of them.</summary>
internal static class CloudEventReader
{
    public const int MaxBatch = 500;

    public const int MaxAttributeLength = 2048;
    private const int MaxExtensionNameLength = 64;

    /// <summary>Reads a single event or a batch; all or nothing.</summary>
    /// <exception cref="InvalidInputException">Says what is wrong with which event, by its index.</exception>
    public static IReadOnlyList<object> Read(JsonElement body, bool batch, DateTimeOffset now)
    {
        var errors = new InputErrors();
        var messages = ReadAll(body, batch, now, errors);
        errors.ThrowIfAny();
        return messages;
    }

    private static List<object> ReadAll(JsonElement body, bool batch, DateTimeOffset now, InputErrors errors)
    {
        if (!batch)
            return [ReadOne(body, index: 0, now, errors)];

        if (body.ValueKind != JsonValueKind.Array || body.GetArrayLength() > MaxBatch)
        {
            errors.Add(JsonBody.WholeBody, $"must be an array of at most {MaxBatch} events");
            return [];
        }

        return [.. body.EnumerateArray().Select((element, index) => ReadOne(element, index, now, errors))];
    }

    private static object ReadOne(JsonElement element, int index, DateTimeOffset now, InputErrors errors)
    {
        var attributes = new JsonObjectReader(element, $"events[{index}]", errors);
        if (!attributes.IsObject)
            return element;

        attributes.Check("specversion", attributes.Line("specversion", MaxAttributeLength) == "1.0" ? null : "must be 1.0");
        var id = attributes.Id("id");
        _ = attributes.Line("source", MaxAttributeLength);
        var type = attributes.Line("type", MaxAttributeLength);
        ReadOptionalAttributes(attributes, now);

        var known = UpstreamEventReader.Types.Contains(type);
        attributes.Check("type", known ? null : $"must be one of {string.Join(", ", UpstreamEventReader.Types)}");

        var data = attributes.Object("data");
        ReadExtensions(attributes);
        return known && data is { IsObject: true } ? UpstreamEventReader.Read(type, id, data, now)! : element;
    }

    private static void ReadOptionalAttributes(JsonObjectReader attributes, DateTimeOffset now)
    {
        if (attributes.OptionalLines("datacontenttype") is { } contentType && !IsJson(contentType))
            attributes.Fault("datacontenttype", "must be application/json");
        if (attributes.Element("time") is not null)
            attributes.Check("time", UpstreamRules.InstantProblem(attributes.Instant("time"), now));

        _ = attributes.OptionalLines("dataschema");
        _ = attributes.OptionalLines("subject");
    }

    /// <summary>Extension attributes are allowed and not used: lower-case letters and digits, no objects.</summary>
    private static void ReadExtensions(JsonObjectReader attributes)
    {
        foreach (var name in attributes.Others.ToList())
        {
            var isName = name.Length is > 0 and <= MaxExtensionNameLength
                && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));
            if (!isName || attributes.Element(name) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array })
                attributes.Fault(name, "is not an attribute of a CloudEvent");
        }
    }

    private static bool IsJson(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        && parsed.MediaType is { } mediaType
        && (mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
