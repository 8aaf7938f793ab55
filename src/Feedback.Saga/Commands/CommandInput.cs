using Feedback.Saga.Eligibility;

namespace Feedback.Saga.Commands;

/// <summary>Collects what is wrong with a command, by member.</summary>
internal sealed class CommandInput
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public CommandInput Text(string member, string? value, int maxLength)
    {
        if (value is null)
            return this;

        if (TextRules.TextProblem(value) is { } problem)
            Add(member, problem);
        else if (TextRules.LengthOf(value) is var length && length > maxLength)
            Add(member, $"must be at most {maxLength} characters long; it has {length}");

        return this;
    }

    /// <summary>An id that is stored (R45).</summary>
    public CommandInput Id(string member, string? value)
    {
        if (TextRules.StorableIdProblem(value) is { } problem)
            Add(member, problem);

        return this;
    }

    /// <summary>One of the constants of <paramref name="names"/>.</summary>
    public CommandInput OneOf(string member, string? value, Type names)
    {
        var values = OneOfAttribute.ValuesOf(names);
        if (value is null || !values.Contains(value))
            Add(member, $"must be one of {string.Join(", ", values)}");

        return this;
    }

    /// <summary>A text that has something in it.</summary>
    public CommandInput RequiredText(string member, string? value, int maxLength)
    {
        if (!string.IsNullOrWhiteSpace(value))
            return Text(member, value, maxLength);

        Add(member, "must not be empty");
        return this;
    }

    public CommandInput Ratings(FeedbackRatings ratings)
    {
        foreach (var (name, _) in ratings.ByName().Where(rating => rating.Value is < Limits.MinRating or > Limits.MaxRating))
            Add($"ratings.{name}", $"must be a whole number from {Limits.MinRating} to {Limits.MaxRating}");

        return this;
    }

    /// <summary>An instant after the one that is judged, by so much at most.</summary>
    public CommandInput Later(string member, DateTimeOffset? value, DateTimeOffset at, TimeSpan longest)
    {
        if (value <= at)
            Add(member, "must lie ahead");
        else if (value > at + longest)
            Add(member, $"must be at most {Lengths.InWords(longest)} ahead");

        return this;
    }

    public CommandInput Key(IdempotencyKey? key)
    {
        if (key is null)
            return this;

        if (TextRules.IdempotencyKeyProblem(key.Key) is { } problem)
            Add("idempotencyKey", problem);
        else if (TextRules.StorableProblem(key.BodyHash, Limits.MaxBodyHashLength) is { } fault)
            Add("idempotencyKey", $"its body hash {fault}");

        return this;
    }

    /// <summary>The response to the command; none if nothing is wrong.</summary>
    public InvalidInput? ToResponse() => _errors.Count == 0 ? null : new InvalidInput { Errors = _errors };

    private void Add(string member, string problem) => _errors.Add(member, [problem]);
}
