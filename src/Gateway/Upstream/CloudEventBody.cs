using System.Text.Json;

namespace Gateway.Upstream;

/// <summary>A CloudEvent 1.0 in the structured JSON format.</summary>
/// <param name="Specversion"><c>1.0</c>.</param>
/// <param name="Id">Identity of the event at its source, 1 to 64 characters; becomes <c>EventId</c>.</param>
/// <param name="Source">Which system it comes from.</param>
/// <param name="Type">The exchange name of the message: <c>contract-started</c>, <c>payment-made</c>, and so on.</param>
/// <param name="Data">The message's other members.</param>
internal sealed record CloudEventBody(string Specversion, string Id, string Source, string Type, JsonElement Data);
