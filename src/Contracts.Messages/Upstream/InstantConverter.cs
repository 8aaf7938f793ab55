using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contracts.Messages;

/// <summary>
/// Reads an instant of an upstream event as the HTTP door does. What is none, such as one without its offset, reads as one that
/// <see cref="UpstreamRules"/> refuses, so that the refusal names the member.
/// </summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override bool HandleNull => true;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && Instants.TryParse(TextOf(ref reader), out var instant))
            return instant;

        reader.Skip();
        return DateTimeOffset.MinValue;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
