using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of the messages that the saga service could not send, or in memory not handle, and has set aside, for operators. The response
/// is <see cref="ParkedRows"/>.
/// </summary>
[EntityName("get-feedback-parked-rows")]
public sealed record GetFeedbackParkedRows
{
    /// <summary>How many to list at most, 1 to 100.</summary>
    public required int Limit { get; init; }
}

/// <summary>The same of Notifications. The response is <see cref="ParkedRows"/>.</summary>
[EntityName("get-notifications-parked-rows")]
public sealed record GetNotificationsParkedRows
{
    /// <summary>How many to list at most, 1 to 100.</summary>
    public required int Limit { get; init; }
}

/// <summary>
/// Have the saga service send what it has parked again, or delete it. The response is <see cref="ParkedRowsChanged"/>.
/// </summary>
[EntityName("change-feedback-parked-rows")]
public sealed record ChangeFeedbackParkedRows
{
    /// <summary>One of <see cref="StoppedMessageActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The row; none: all that are parked now.</summary>
    public Guid? RowId { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>The same for Notifications. The response is <see cref="ParkedRowsChanged"/>.</summary>
[EntityName("change-notifications-parked-rows")]
public sealed record ChangeNotificationsParkedRows
{
    /// <summary>One of <see cref="StoppedMessageActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The row; none: all that are parked now.</summary>
    public Guid? RowId { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>Parked rows, those that were parked first first.</summary>
[EntityName("parked-rows")]
public sealed record ParkedRows
{
    /// <summary>The rows.</summary>
    public required IReadOnlyList<ParkedRow> Items { get; init; }

    /// <summary>Whether there are more.</summary>
    public required bool HasMore { get; init; }
}

/// <summary>How many parked rows were sent again or deleted; none: what was named is not parked any more.</summary>
[EntityName("parked-rows-changed")]
public sealed record ParkedRowsChanged
{
    /// <summary>The number of rows.</summary>
    public required int Count { get; init; }
}

/// <summary>A parked row, without its message's body.</summary>
public sealed record ParkedRow
{
    /// <summary>The row.</summary>
    public required Guid RowId { get; init; }

    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The URN of the message's type.</summary>
    public required string MessageType { get; init; }

    /// <summary>The address to send to.</summary>
    public required string Destination { get; init; }

    /// <summary>How many attempts have failed.</summary>
    public required int Attempts { get; init; }

    /// <summary>The type of the last failure.</summary>
    public string? LastError { get; init; }

    /// <summary>When it was parked, in UTC.</summary>
    public required DateTimeOffset ParkedAt { get; init; }
}

/// <summary>What operators do with messages that stopped, as it stands on the wire.</summary>
public static class StoppedMessageActions
{
    /// <summary>It is sent or handled again.</summary>
    public const string Replay = "replay";

    /// <summary>It is deleted: what it tells nobody learns.</summary>
    public const string Discard = "discard";
}
