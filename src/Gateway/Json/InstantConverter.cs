using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Json;

/// <summary>Writes instants as ISO 8601 in UTC, ending in Z, without trailing zeros.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));
}
