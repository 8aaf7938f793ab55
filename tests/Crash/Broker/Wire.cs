using System.Text.Json;

namespace Crash.Broker;

/// <summary>Messages as they stand on the wire, written and read without the product's own library.</summary>
internal static class Wire
{
    public const string EnvelopeType = "application/vnd.masstransit+json";
    public const string RawType = "application/json";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static byte[] Raw(object message) => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), _json);

    public static byte[] Envelope(object message, Guid messageId, Guid? requestId = null, string? responseAddress = null) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                MessageId = messageId,
                RequestId = requestId,
                ResponseAddress = responseAddress,
                MessageType = (string[])[$"urn:message:Contracts.Messages:{message.GetType().Name}"],
                Message = message,
                SentTime = DateTimeOffset.UtcNow,
            },
            _json);
}
