using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Stores the transport headers of a message as a JSON object. A text is a JSON string; a value of another type is an object with the
/// name of its type, such as <c>{"Int32":7}</c>, so that the header that is sent has the type that the handler set.
/// </summary>
internal static class StoredHeaders
{
    private static readonly JsonSerializerOptions _json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly Dictionary<string, Type> _types = new[]
    {
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid),
        typeof(Uri), typeof(byte[]), typeof(string[]),
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The stored form of headers, or null if there are none.</summary>
    public static string? ToStored(IEnumerable<KeyValuePair<string, object>> headers)
    {
        Dictionary<string, object>? stored = null;
        foreach (var (key, value) in headers)
        {
            if (Encode(value) is { } encoded)
                (stored ??= new Dictionary<string, object>(StringComparer.Ordinal))[key] = encoded;
        }

        return stored is null ? null : JsonSerializer.Serialize(stored, _json);
    }

    public static IEnumerable<KeyValuePair<string, object>> Read(string? stored) =>
        stored is null
            ? []
            : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(stored, _json)!
                .Select(header => KeyValuePair.Create(header.Key, Decode(header.Value)));

    /// <summary>
    /// Null for a value that no transport sends as a header, such as a list or an object; MassTransit's envelope, which is part of the
    /// body, has them all.
    /// </summary>
    private static object? Encode(object? value) => value switch
    {
        null => null,
        string text => text,
        IEnumerable<string> texts => Typed(texts.ToArray()),
        _ when _types.ContainsKey(value.GetType().Name) => Typed(value),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static Dictionary<string, object> Typed(object value) => new() { [value.GetType().Name] = value };

    private static object Decode(JsonElement stored)
    {
        if (stored.ValueKind != JsonValueKind.Object)
            return stored.GetString()!;

        var typed = stored.EnumerateObject().Single();
        return typed.Value.Deserialize(_types[typed.Name], _json)!;
    }
}
