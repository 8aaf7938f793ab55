namespace Notifications.InApp;

/// <summary>A notice in its recipient's inbox.</summary>
internal sealed class InAppMessage
{
    public required Guid MessageId { get; init; }

    /// <summary>The request or the feedback that it is about; with kind and recipient its natural key.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>One of <see cref="Contracts.Messages.NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string RecipientId { get; init; }

    public required string Text { get; init; }

    public required string ContractId { get; init; }

    /// <summary>Where it leads, relative to the site.</summary>
    public required string Link { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }
}
