namespace Contracts.Messages;

/// <summary>Why something is not allowed now, and until when.</summary>
public sealed record RefusalReason
{
    /// <summary>One of <see cref="RefusalCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The same in words for a person.</summary>
    public required string Detail { get; init; }

    /// <summary>The first instant at which this reason stops holding, where that can be known.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
