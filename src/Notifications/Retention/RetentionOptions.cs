using Microsoft.Extensions.Options;
using Shared;

namespace Notifications.Retention;

/// <summary>How long what is kept for a time only is kept, section <c>Notifications:Retention</c>.</summary>
internal sealed class RetentionOptions
{
    public const string Section = "Notifications:Retention";

    /// <summary>
    /// What became of notices, digests among them. They tell that a notice was sent (R9), so an event that is older than this is not
    /// told any more.
    /// </summary>
    public TimeSpan Deliveries { get; set; } = TimeSpan.FromDays(180);

    /// <summary>In-app messages, read or not.</summary>
    public TimeSpan InAppMessages { get; set; } = TimeSpan.FromDays(365);

    /// <summary>What a failed email would be written from, counted from its last attempt: so long operators may send it again.</summary>
    public TimeSpan FailedTexts { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>Stops the start with a line that names the key when a length makes no sense.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        string?[] problems =
        [
            // For so long an email may be tried and a digest may wait, and messages come again.
            Problem(nameof(options.Deliveries), options.Deliveries, shortestDays: 30),
            Problem(nameof(options.InAppMessages), options.InAppMessages, shortestDays: 1),

            // The next attempt at an email whose fate is unknown begins within a day.
            Problem(nameof(options.FailedTexts), options.FailedTexts, shortestDays: 2),
        ];
        var found = problems.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? Problem(string key, TimeSpan length, int shortestDays) =>
        RetentionLengths.Problem($"{RetentionOptions.Section}:{key}", length, shortestDays);
}
