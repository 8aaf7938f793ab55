namespace Notifications.Notices;

/// <summary>Something that one person is to be told.</summary>
internal sealed record Notice
{
    /// <summary>One of <see cref="Contracts.Messages.NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The request or the feedback that it is about.</summary>
    public required Guid SourceId { get; init; }

    public Guid? RequestId { get; init; }

    public required string ContractId { get; init; }

    public required string RecipientId { get; init; }

    /// <summary>The other party of the contract, whom the notice mentions by name.</summary>
    public required string OtherPartyId { get; init; }

    public required NoticeFacts Facts { get; init; }
}
