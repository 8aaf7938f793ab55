using System.Text.Json;

namespace Crash.Broker;

/// <summary>A message that reached the rig's own queue.</summary>
/// <param name="Exchange">What it was published to.</param>
/// <param name="MessageId">Its identity on the wire: a redelivery has the same.</param>
/// <param name="CommandId">Of a response: the id of the command.</param>
/// <param name="Type">The message's name.</param>
/// <param name="Subject">What it is about: a request, a feedback or an in-app message; null for a refusal.</param>
/// <param name="RequestId">Of feedback: the request that it answers, if any.</param>
internal sealed record SeenMessage(string Exchange, Guid MessageId, Guid? CommandId, string Type, Guid? Subject, Guid? RequestId)
{
    public static SeenMessage Read(string exchange, ReadOnlyMemory<byte> body)
    {
        using var envelope = JsonDocument.Parse(body);
        var root = envelope.RootElement;
        var type = root.GetProperty("messageType")[0].GetString()!.Split(':')[^1];
        var message = root.GetProperty("message");
        var requestId = Id(message, "requestId");
        var subject = type switch
        {
            "FeedbackRequested" or "FeedbackRequestExpired" or "FeedbackRequestClosed" or "FeedbackRequestDeclined"
                or "FeedbackRequestAccepted" => requestId,
            "FeedbackProvided" => Id(message, "feedbackId"),
            "FeedbackAccepted" => Id(message.GetProperty("feedback"), "feedbackId"),
            "InAppMessageDelivered" => Id(message, "messageId"),
            _ => null,
        };

        return new SeenMessage(exchange, Id(root, "messageId")!.Value, Id(root, "requestId"), type, subject, requestId);
    }

    private static Guid? Id(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetGuid() : null;
}
