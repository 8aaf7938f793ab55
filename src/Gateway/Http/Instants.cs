using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Http;

/// <summary>Instants as the gateway reads and writes them.</summary>
internal static class Instants
{
    public static DateTimeOffset Now(this TimeProvider clock) => clock.GetUtcNow().ToMicroseconds();

    /// <summary>Makes JSON hold numbers as numbers, and instants as <see cref="InstantConverter"/> writes them.</summary>
    public static void UseGatewayFormat(this JsonSerializerOptions json)
    {
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new InstantConverter());
    }
}

/// <summary>Writes instants as ISO 8601 in UTC, ending in Z, without trailing zeros.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
}
