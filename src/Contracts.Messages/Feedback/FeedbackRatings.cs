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

/// <summary>The names of the six ratings as they stand on the wire, in the order in which they are shown (R21).</summary>
public static class RatingNames
{
    /// <summary>All six.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["skills", "quality", "availability", "deadlines", "communication", "cooperation"];

    /// <summary>The six ratings with their names, in the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<(string Name, int Value)> ByName(this FeedbackRatings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);

        return
        [
            (All[0], ratings.Skills),
            (All[1], ratings.Quality),
            (All[2], ratings.Availability),
            (All[3], ratings.Deadlines),
            (All[4], ratings.Communication),
            (All[5], ratings.Cooperation),
        ];
    }

    /// <summary>The ratings that these six values make, given in the order of <see cref="All"/>.</summary>
    public static FeedbackRatings ToRatings(IReadOnlyList<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != All.Count)
            throw new ArgumentException($"There are {All.Count} ratings, not {values.Count}.", nameof(values));

        return new FeedbackRatings
        {
            Skills = values[0],
            Quality = values[1],
            Availability = values[2],
            Deadlines = values[3],
            Communication = values[4],
            Cooperation = values[5],
        };
    }
}
