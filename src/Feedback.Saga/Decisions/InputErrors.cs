using Contracts.Messages;

namespace Feedback.Saga.Decisions;

/// <summary>Collects what is wrong with a command, by member.</summary>
internal sealed class InputErrors
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public InputErrors Text(string member, string? value, int maxLength)
    {
        if (value is null)
            return this;

        if (!PlainText.IsStorable(value))
            Add(member, "Must be well-formed text without NUL characters.");
        else if (PlainText.LengthOf(value) is var length && length > maxLength)
            Add(member, $"Must be at most {maxLength} characters long; it has {length}.");

        return this;
    }

    public InputErrors Rating(string member, int value)
    {
        if (value is < 1 or > 5)
            Add($"ratings.{member}", "Must be a whole number from 1 to 5.");

        return this;
    }

    public InputErrors Key(IdempotencyKey? key)
    {
        if (key is null)
            return this;

        if (key.Key is not { Length: >= 1 and <= PlainText.MaxKeyLength } || !PlainText.IsStorable(key.Key))
            Add("idempotencyKey", $"Must be 1 to {PlainText.MaxKeyLength} characters long.");
        else if (key.BodyHash is not { Length: >= 1 and <= PlainText.MaxHashLength } || !PlainText.IsStorable(key.BodyHash))
            Add("idempotencyKey", $"Its body hash must be 1 to {PlainText.MaxHashLength} characters long.");

        return this;
    }

    /// <summary>The answer to the command; none if nothing is wrong.</summary>
    public InvalidInput? ToAnswer() => _errors.Count == 0 ? null : new InvalidInput { Errors = _errors };

    private void Add(string member, string problem) => _errors.Add(member, [problem]);
}
