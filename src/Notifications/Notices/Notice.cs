using System.Text.Json;
using System.Text.Json.Serialization;
using Shared;

namespace Notifications.Notices;

/// <summary>Something that one person is to be told.</summary>
internal sealed record Notice
{
    /// <summary>The kinds that invite a client to give feedback.</summary>
    public static readonly IReadOnlyList<string> Invitations = [NoticeKinds.FeedbackRequested, NoticeKinds.FeedbackReminder];

    /// <summary>The kinds that tell that a request has ended. A request is known to have ended by a delivery of one of them.</summary>
    public static readonly IReadOnlyList<string> Endings =
        [NoticeKinds.FeedbackReceived, NoticeKinds.RequestExpired, NoticeKinds.RequestClosed, NoticeKinds.RequestDeclined];

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The request, the feedback, or the operators' decision that it is about.</summary>
    public required Guid SourceId { get; init; }

    public Guid? RequestId { get; init; }

    /// <summary>The feedback that it is about, where it is true only as long as operators leave the feedback as it is.</summary>
    public Guid? FeedbackId { get; init; }

    public required string ContractId { get; init; }

    public required string RecipientId { get; init; }

    /// <summary>The other party of the contract, whom the notice mentions by name.</summary>
    public required string OtherPartyId { get; init; }

    /// <summary>When what it tells of happened, where that is known.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    public required NoticeFacts Facts { get; init; }

    /// <summary>Whether it is for the day alone (R56).</summary>
    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    public static bool IsForTheDay(string kind) => kind == NoticeKinds.FeedbackReminder;

    /// <summary>The notice as it is told once the other party is erased: without the id, and without what that person wrote.</summary>
    public Notice WithoutErasedOtherParty() => this with
    {
        OtherPartyId = ErasedUser.PseudonymOf(OtherPartyId),
        Facts = Facts with { Message = null, Comment = null },
    };

    /// <summary>Whether it invites a client to give feedback; the others tell a freelancer.</summary>
    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    public static bool IsForClient(string kind) => Invitations.Contains(kind);
}

/// <summary>
/// What happened, as far as an email tells it. It is stored with the delivery instead of a finished email, so that the email has names
/// that arrive late. Each kind of notice uses the members that it needs.
/// </summary>
internal sealed record NoticeFacts
{
    public string? ContractTitle { get; init; }

    /// <summary>The freelancer's note.</summary>
    public string? Message { get; init; }

    /// <summary>Until when feedback can be provided.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public decimal? Score { get; init; }

    public FeedbackRatings? Ratings { get; init; }

    public string? Comment { get; init; }

    /// <summary>What became of a report: one of <see cref="FeedbackReportStatuses"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>When operators decided what it tells.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When a request expired or was closed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>From when the freelancer may ask again after a request that was declined.</summary>
    public DateTimeOffset? AskAgainFrom { get; init; }

    /// <summary>The facts as they are stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NoticeFactsJson.Default.NoticeFacts);

    public static NoticeFacts FromJson(string? json) =>
        (json is null ? null : JsonSerializer.Deserialize(json, NoticeFactsJson.Default.NoticeFacts)) ?? new NoticeFacts();
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeFacts))]
internal sealed partial class NoticeFactsJson : JsonSerializerContext;
