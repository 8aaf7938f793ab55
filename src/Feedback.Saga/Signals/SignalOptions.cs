using Microsoft.Extensions.Options;

namespace Feedback.Saga.Signals;

/// <summary>What counts as a sign of abuse (R65, R66), from <c>Feedback:Signals</c>.</summary>
internal sealed class SignalOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Signals";

    /// <summary>Whether signals are looked for at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long before or after a refund or a bonus a request counts as near it (R65).</summary>
    public TimeSpan PaymentWindow { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Within which time two people have to provide feedback about each other (R66).</summary>
    public TimeSpan ReciprocalWindow { get; set; } = TimeSpan.FromDays(180);

    /// <summary>
    /// How old an account has to be not to count as young (R66). Feedback needs a contract of <c>Feedback:Policy:MinimumContractAge</c>, so
    /// nothing is ever young below that.
    /// </summary>
    public TimeSpan YoungAccountAge { get; set; } = TimeSpan.FromDays(60);

    /// <summary>Within which time feedback from young accounts is counted (R66).</summary>
    public TimeSpan YoungAccountWindow { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many feedbacks of five stars from young accounts are a signal (R66).</summary>
    public int YoungAccountFeedback { get; set; } = 3;
}

/// <summary>Stops the start with a line that names the key when a length or number makes no sense.</summary>
internal sealed class SignalOptionsValidator : IValidateOptions<SignalOptions>
{
    private const int LongestDays = 3650;
    private const int MostFeedback = 1000;

    public ValidateOptionsResult Validate(string? name, SignalOptions options)
    {
        var problems = Lengths(options)
            .Where(entry => entry.Length <= TimeSpan.Zero || entry.Length.TotalDays > LongestDays)
            .Select(entry =>
                $"{SignalOptions.Section}:{entry.Key} is {entry.Length}; it must be above zero and at most {LongestDays} days.")
            .ToList();
        if (options.YoungAccountFeedback is < 1 or > MostFeedback)
        {
            problems.Add(
                $"{SignalOptions.Section}:{nameof(options.YoungAccountFeedback)} is {options.YoungAccountFeedback}; it must be from 1 to "
                + $"{MostFeedback}.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<(string Key, TimeSpan Length)> Lengths(SignalOptions options)
    {
        yield return (nameof(options.PaymentWindow), options.PaymentWindow);
        yield return (nameof(options.ReciprocalWindow), options.ReciprocalWindow);
        yield return (nameof(options.YoungAccountAge), options.YoungAccountAge);
        yield return (nameof(options.YoungAccountWindow), options.YoungAccountWindow);
    }
}
