namespace Contracts.Messages;

/// <summary>Whether one action is open to the caller and, if not, why and until when.</summary>
public sealed record ActionView
{
    /// <summary>Whether it would be accepted now.</summary>
    public required bool Allowed { get; init; }

    /// <summary>Every reason against it; empty when allowed, and for the party whose action it is not.</summary>
    public required IReadOnlyList<RefusalReason> Reasons { get; init; }
}
