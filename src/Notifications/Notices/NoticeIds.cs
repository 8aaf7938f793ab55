using System.Globalization;
using Shared;

namespace Notifications.Notices;

/// <summary>
/// Identifies a notice on a channel by what it is about, so that it is the same notice after a crash, a replay, or a restore from
/// backup (R49).
/// </summary>
internal static class NoticeIds
{
    /// <summary>The name space of our ids; never to be changed.</summary>
    private static readonly Guid _namespace = new("8b0f4c1e-6a53-4d0e-9a2b-3f5d7c61e0a4");

    /// <summary>A name-based id (version 5 of RFC 9562) of the subject, the kind, the channel and the recipient.</summary>
    public static Guid Of(Notice notice, string channel) =>
        NameBased($"{notice.SourceId:N}\n{notice.Kind}\n{channel}\n{notice.RecipientId}");

    /// <summary>The id of the digest that a recipient gets on a day.</summary>
    public static Guid OfDigest(string recipientId, DateOnly day) =>
        NameBased(string.Create(CultureInfo.InvariantCulture, $"digest\n{day:yyyy-MM-dd}\n{recipientId}"));

    /// <summary>The id of an event for a subscriber of webhooks (R70).</summary>
    public static Guid OfWebhook(Guid webhookId, string type, Guid sourceId) => NameBased($"webhook\n{webhookId:N}\n{type}\n{sourceId:N}");

    private static Guid NameBased(string name) => NameBasedIds.Of(_namespace, name);
}
