namespace Contracts.Messages;

/// <summary>The six public ratings of mid-contract feedback, whole numbers from 1 to 5 (R21).</summary>
public sealed record FeedbackRatings
{
    /// <summary>Skills.</summary>
    public required int Skills { get; init; }

    /// <summary>Quality of the work.</summary>
    public required int Quality { get; init; }

    /// <summary>Availability.</summary>
    public required int Availability { get; init; }

    /// <summary>Keeping deadlines.</summary>
    public required int Deadlines { get; init; }

    /// <summary>Communication.</summary>
    public required int Communication { get; init; }

    /// <summary>Cooperation.</summary>
    public required int Cooperation { get; init; }
}
