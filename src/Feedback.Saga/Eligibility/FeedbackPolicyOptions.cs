using Microsoft.Extensions.Options;

namespace Feedback.Saga.Eligibility;

/// <summary>The lengths and weights of the rules, from <c>Feedback:Policy</c>. Every decision stores them as they were (R44).</summary>
internal sealed class FeedbackPolicyOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Policy";

    /// <summary>The operator's name for these settings, stored with every decision.</summary>
    public string Version { get; set; } = "1";

    /// <summary>How old a contract has to be (R2).</summary>
    public TimeSpan MinimumContractAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How recent the client's last payment has to be (R3).</summary>
    public TimeSpan PaymentWindow { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long after feedback the next may be requested or provided (R4).</summary>
    public TimeSpan FeedbackInterval { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the client has to answer a request (R10).</summary>
    public TimeSpan RequestWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>When a waiting request is brought to mind, counted from its making; none means never (R16).</summary>
    public TimeSpan? ReminderAfter { get; set; }

    /// <summary>Whether the client may answer a request with <em>not now</em> (R53).</summary>
    public bool AllowNotNow { get; set; }

    /// <summary>How far ahead the client may put the next request with <em>not now</em> (R54).</summary>
    public TimeSpan LongestAskAgain { get; set; } = TimeSpan.FromDays(60);

    /// <summary>The longest comment, in Unicode characters (R21).</summary>
    public int CommentMaxLength { get; set; } = 5000;

    /// <summary>The longest note of a freelancer to the client, in Unicode characters.</summary>
    public int MessageMaxLength { get; set; } = 1000;

    /// <summary>What each rating counts in the score (R22).</summary>
    public RatingWeights Weights { get; set; } = new();

    /// <summary>The lengths as pages tell them.</summary>
    internal FeedbackPolicyView ToView() => new()
    {
        MinimumContractAge = MinimumContractAge,
        PaymentWindow = PaymentWindow,
        FeedbackInterval = FeedbackInterval,
        RequestWindow = RequestWindow,
        CommentMaxLength = CommentMaxLength,
        MessageMaxLength = MessageMaxLength,
        LongestAskAgain = AllowNotNow ? LongestAskAgain : null,
        RatingWeights = new RatingWeightsView
        {
            Skills = Weights.Skills,
            Quality = Weights.Quality,
            Availability = Weights.Availability,
            Deadlines = Weights.Deadlines,
            Communication = Weights.Communication,
            Cooperation = Weights.Cooperation,
        },
    };
}

/// <summary>What each of the six ratings counts in the score (R22); only their proportions matter.</summary>
internal sealed class RatingWeights
{
    public decimal Skills { get; set; } = 1;

    public decimal Quality { get; set; } = 1;

    public decimal Availability { get; set; } = 1;

    public decimal Deadlines { get; set; } = 1;

    public decimal Communication { get; set; } = 1;

    public decimal Cooperation { get; set; } = 1;

    internal IEnumerable<(string Name, decimal Value)> ByName()
    {
        yield return (nameof(Skills), Skills);
        yield return (nameof(Quality), Quality);
        yield return (nameof(Availability), Availability);
        yield return (nameof(Deadlines), Deadlines);
        yield return (nameof(Communication), Communication);
        yield return (nameof(Cooperation), Cooperation);
    }
}

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
        {
            yield return Problem(
                nameof(options.ReminderAfter), $"is {reminder}; it must be above zero and below RequestWindow ({options.RequestWindow})");
        }

        if (options.AllowNotNow && options.LongestAskAgain < options.RequestWindow)
        {
            yield return Problem(
                nameof(options.LongestAskAgain),
                $"is {options.LongestAskAgain}; it must be at least RequestWindow ({options.RequestWindow}): that counts without a date");
        }

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
        yield return (nameof(options.LongestAskAgain), options.LongestAskAgain);
    }

    private static string Problem(string key, string what) => $"{FeedbackPolicyOptions.Section}:{key} {what}.";
}
