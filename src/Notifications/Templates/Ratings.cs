using Contracts.Messages;

namespace Notifications.Templates;

/// <summary>The six ratings in words (R21).</summary>
internal static class Ratings
{
    public static readonly IReadOnlyList<string> Names =
        ["Skills", "Quality of work", "Availability", "Keeping deadlines", "Communication", "Cooperation"];

    public static IReadOnlyList<string> Of(FeedbackRatings ratings) =>
    [
        .. Names.Zip(
            [
                ratings.Skills, ratings.Quality, ratings.Availability,
                ratings.Deadlines, ratings.Communication, ratings.Cooperation,
            ],
            (name, rating) => $"{name}: {rating} of 5"),
    ];
}
