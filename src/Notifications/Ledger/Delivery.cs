namespace Notifications.Ledger;

/// <summary>
/// One line of the ledger: one notice, one channel, one recipient. Its unique key is what makes redelivery harmless (R9),
/// and an email's line is written before the mail leaves (R43).
/// </summary>
internal sealed class Delivery
{
    public required Guid DeliveryId { get; init; }

    /// <summary>The request or the feedback that the notice is about.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The request, also where the notice tells of the feedback that answered it.</summary>
    public Guid? RequestId { get; init; }

    public required string ContractId { get; init; }

    /// <summary>One of <see cref="Contracts.Messages.NoticeKinds"/>.</summary>
    public required string Notice { get; init; }

    /// <summary>One of <see cref="DeliveryChannels"/>.</summary>
    public required string Channel { get; init; }

    public required string RecipientId { get; init; }

    /// <summary>The other party, whose name an email mentions.</summary>
    public required string OtherPartyId { get; init; }

    /// <summary>One of <see cref="DeliveryStatuses"/>.</summary>
    public required string Status { get; set; }

    public int Attempts { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the status last changed, or the last attempt began.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>
    /// While an attempt is under way: the instant from which on it counts as lost, because its worker died.
    /// </summary>
    public DateTimeOffset? SendingUntil { get; set; }

    /// <summary>What kind of failure the last attempt met; never its text, which may hold an address.</summary>
    public string? LastError { get; set; }

    /// <summary>An email's <c>Message-ID</c>, the same in every attempt (R43).</summary>
    public string? MessageId { get; init; }

    /// <summary>What an email is written from, as JSON; dropped once it is delivered.</summary>
    public string? Facts { get; set; }
}
