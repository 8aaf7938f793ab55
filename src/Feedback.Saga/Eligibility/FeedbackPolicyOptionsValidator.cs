using Microsoft.Extensions.Options;

namespace Feedback.Saga.Eligibility;

/// <summary>Stops the start with a line that names the key when a length or weight makes no sense.</summary>
internal sealed class FeedbackPolicyOptionsValidator : IValidateOptions<FeedbackPolicyOptions>
{
    private const int MaxTextLength = 100_000;
    private const decimal MaxWeight = 1_000_000;

    public ValidateOptionsResult Validate(string? name, FeedbackPolicyOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(FeedbackPolicyOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Version))
            yield return Problem(nameof(options.Version), "must not be empty");

        foreach (var (key, length) in Lengths(options).Where(entry => entry.Length <= TimeSpan.Zero || entry.Length.TotalDays > 3650))
            yield return Problem(key, $"is {length}; it must be above zero and at most 3650 days, such as 30.00:00:00");

        if (options.ReminderAfter is { } reminder && (reminder <= TimeSpan.Zero || reminder >= options.RequestWindow))
            yield return Problem(nameof(options.ReminderAfter), $"is {reminder}; it must be above zero and below RequestWindow ({options.RequestWindow})");

        if (options.CommentMaxLength is < 1 or > MaxTextLength)
            yield return Problem(nameof(options.CommentMaxLength), $"is {options.CommentMaxLength}; it must be from 1 to {MaxTextLength}");

        if (options.MessageMaxLength is < 1 or > MaxTextLength)
            yield return Problem(nameof(options.MessageMaxLength), $"is {options.MessageMaxLength}; it must be from 1 to {MaxTextLength}");

        foreach (var (rating, weight) in options.Weights.ByName().Where(entry => entry.Value is < 0 or > MaxWeight))
            yield return Problem($"{nameof(options.Weights)}:{rating}", $"is {weight}; it must be from 0 to {MaxWeight}");

        if (options.Weights.ByName().All(entry => entry.Value == 0))
            yield return Problem(nameof(options.Weights), "are all zero; at least one must be above zero");
    }

    private static IEnumerable<(string Key, TimeSpan Length)> Lengths(FeedbackPolicyOptions options)
    {
        yield return (nameof(options.MinimumContractAge), options.MinimumContractAge);
        yield return (nameof(options.PaymentWindow), options.PaymentWindow);
        yield return (nameof(options.FeedbackInterval), options.FeedbackInterval);
        yield return (nameof(options.RequestWindow), options.RequestWindow);
    }

    private static string Problem(string key, string what) => $"{FeedbackPolicyOptions.Section}:{key} {what}.";
}
