using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contracts.Messages;

/// <summary>
/// Reads a number of an upstream event as the HTTP door does. What is none reads as one that <see cref="UpstreamRules"/> refuses, so that
/// the refusal names the member.
/// </summary>
public sealed class NumberConverter : JsonConverter<decimal>
{
    /// <inheritdoc/>
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        var isNumber = reader.TokenType == JsonTokenType.Number
            || (reader.TokenType == JsonTokenType.String && options.NumberHandling.HasFlag(JsonNumberHandling.AllowReadingFromString));
        if (isNumber && !reader.HasValueSequence && Numbers.TryParse(Encoding.UTF8.GetString(reader.ValueSpan), out var number))
            return number;

        reader.Skip();
        return decimal.MaxValue;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteNumberValue(value);
}
