using System.ComponentModel.DataAnnotations;
using Contracts.Messages;

namespace Gateway.Shapes;

/// <summary>The six public ratings, each a whole number from 1 to 5 (R21).</summary>
internal sealed record RatingsShape(
    [property: Range(1, 5)] int Skills,
    [property: Range(1, 5)] int Quality,
    [property: Range(1, 5)] int Availability,
    [property: Range(1, 5)] int Deadlines,
    [property: Range(1, 5)] int Communication,
    [property: Range(1, 5)] int Cooperation)
{
    public static RatingsShape From(FeedbackRatings ratings) => new(
        ratings.Skills,
        ratings.Quality,
        ratings.Availability,
        ratings.Deadlines,
        ratings.Communication,
        ratings.Cooperation);

    public FeedbackRatings ToMessage() => new()
    {
        Skills = Skills,
        Quality = Quality,
        Availability = Availability,
        Deadlines = Deadlines,
        Communication = Communication,
        Cooperation = Cooperation,
    };
}
