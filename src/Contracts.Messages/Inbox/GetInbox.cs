using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of a user's in-app messages, newest first. The response is <see cref="Inbox"/> or
/// <see cref="InvalidInput"/> (a cursor that is none of ours).
/// </summary>
[EntityName("get-inbox")]
public sealed record GetInbox
{
    /// <summary>The signed-in user.</summary>
    public required string RecipientId { get; init; }

    /// <summary>True: only unread; false: only read; none: all.</summary>
    public bool? Unread { get; init; }

    /// <summary>Messages per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>Only messages newer than this one, oldest first: what a stream missed while it was broken.</summary>
    public Guid? After { get; init; }
}

/// <summary>A page of a user's in-app messages.</summary>
[EntityName("inbox")]
public sealed record Inbox
{
    /// <summary>The messages.</summary>
    public required IReadOnlyList<InboxMessage> Items { get; init; }

    /// <summary>How many of all the user's messages are unread.</summary>
    public required int UnreadCount { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>One in-app message.</summary>
public sealed record InboxMessage
{
    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    [OneOf(typeof(NoticeKinds))]
    public required string Kind { get; init; }

    /// <summary>What it says, plain text.</summary>
    public required string Text { get; init; }

    /// <summary>The contract it is about.</summary>
    public required string ContractId { get; init; }

    /// <summary>The request that it is about, also where it tells of the feedback that answered it.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Where it leads, relative to the site.</summary>
    public required string Link { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the recipient read it, in UTC; none while unread.</summary>
    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>What a notice tells, as it stands on the wire.</summary>
public static class NoticeKinds
{
    /// <summary>To the client: the freelancer requested feedback (R9).</summary>
    public const string FeedbackRequested = "feedback-requested";

    /// <summary>To the client, only where the operator turned reminders on: the request still waits (R16).</summary>
    public const string FeedbackReminder = "feedback-reminder";

    /// <summary>To the freelancer: feedback arrived (R16).</summary>
    public const string FeedbackReceived = "feedback-received";

    /// <summary>To the freelancer: the 14 days passed (R16).</summary>
    public const string RequestExpired = "request-expired";

    /// <summary>To the freelancer: the contract ended first (R15).</summary>
    public const string RequestClosed = "request-closed";

    /// <summary>To the freelancer: the client would rather answer later (R55).</summary>
    public const string RequestDeclined = "request-declined";

    /// <summary>To the freelancer: operators decided about feedback that they had reported (R60).</summary>
    public const string ReportDecided = "report-decided";

    /// <summary>To the client: operators took their feedback down (R60).</summary>
    public const string FeedbackTakenDown = "feedback-taken-down";

    /// <summary>To the client: their feedback, which was taken down, is public again (R60).</summary>
    public const string FeedbackRestored = "feedback-restored";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        FeedbackRequested, FeedbackReminder, FeedbackReceived, RequestExpired, RequestClosed, RequestDeclined, ReportDecided,
        FeedbackTakenDown, FeedbackRestored,
    ];
}
