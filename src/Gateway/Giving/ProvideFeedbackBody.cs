using System.Text.Json;
using Gateway.Json;
using Gateway.Shapes;

namespace Gateway.Giving;

/// <summary>Public feedback: six ratings and an optional comment, nothing private (R21).</summary>
/// <param name="Ratings">The six ratings.</param>
/// <param name="Comment">A public comment, plain text.</param>
internal sealed record ProvideFeedbackBody(RatingsShape Ratings, string? Comment = null)
{
    private const string NotTaken = "is not a known member: feedback here is public, six ratings and a comment; private fields are not taken";

    public static ProvideFeedbackBody Read(JsonElement? body)
    {
        if (body is null)
            throw new InvalidInputException(JsonBody.WholeBody, "is required");

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var ratings = ReadRatings(reader.Object("ratings"));
        var read = new ProvideFeedbackBody(ratings, reader.OptionalText("comment"));
        reader.RefuseOthers(NotTaken);
        errors.ThrowIfAny();
        return read;
    }

    private static RatingsShape ReadRatings(JsonObjectReader? reader)
    {
        if (reader is null)
            return new RatingsShape(0, 0, 0, 0, 0, 0);

        var ratings = new RatingsShape(
            Rating(reader, "skills"),
            Rating(reader, "quality"),
            Rating(reader, "availability"),
            Rating(reader, "deadlines"),
            Rating(reader, "communication"),
            Rating(reader, "cooperation"));
        reader.RefuseOthers(NotTaken);
        return ratings;
    }

    private static int Rating(JsonObjectReader reader, string name) => reader.Whole(name, minimum: 1, maximum: 5);
}
