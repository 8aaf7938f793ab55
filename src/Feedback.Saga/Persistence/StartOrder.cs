namespace Feedback.Saga.Persistence;

/// <summary>The order of two facts by when they happened, then by the ordinal order of their event ids.</summary>
internal static class StartOrder
{
    public static int CompareOrdinal(this (DateTimeOffset At, string? EventId) left, (DateTimeOffset At, string? EventId) right)
        => left.At.CompareTo(right.At) is var byInstant and not 0 ? byInstant : string.CompareOrdinal(left.EventId, right.EventId);
}
