namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// One message that is committed and still has to leave: at once, or as a timer at a later instant. The row is written
/// in the transaction of the decision that it follows from, and deleted once the transport has taken the message.
/// </summary>
public sealed class OutboxMessage
{
    /// <summary>The message id on the wire; for a timer also the token that cancels it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The place among the messages that were committed together, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>When the transaction that wrote it ran, in UTC.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>When it was to leave, in UTC: the instant of a timer, otherwise <see cref="EnqueuedAt"/>.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>True for a timer, false for a message that leaves with its commit.</summary>
    public required bool IsTimer { get; init; }

    /// <summary>
    /// The first instant, in UTC, at which a dispatcher may take the row. It holds the timer, the lease of whoever sends
    /// it now, and the back-off after a failure; none for a parked row.
    /// </summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Where it goes, without the broker's host, so that timers outlive a move of the broker.</summary>
    public required string Destination { get; init; }

    /// <summary>The URN of the message's own type; for operators and for the count of its consumers.</summary>
    public required string MessageType { get; init; }

    /// <summary>The content type of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>The transport headers as a JSON object; none when there are none.</summary>
    public string? Headers { get; init; }

    /// <summary>The body as it goes out, serialised once.</summary>
    public required byte[] Body { get; init; }

    /// <summary>How often sending it failed for a reason of its own.</summary>
    public int Attempts { get; set; }

    /// <summary>The type of the last failure; never its text, which may hold personal data.</summary>
    public string? LastError { get; set; }

    /// <summary>When it was set aside for an operator, in UTC; none while it is tried.</summary>
    public DateTimeOffset? ParkedAt { get; set; }
}
