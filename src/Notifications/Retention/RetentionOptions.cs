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

    /// <summary>
    /// What became of events for subscribers of webhooks, with what they are told, since it was delivered, given up or cancelled: so long
    /// operators may replay it. An event that is older than this is not told any more.
    /// </summary>
    public TimeSpan Webhooks { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>Stops the start with a line that names the key when a length makes no sense.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    // An email may be tried, a digest may wait, and messages may come again for almost 30 days; the next attempt at an email whose fate is
    // unknown begins within a day.
    public ValidateOptionsResult Validate(string? name, RetentionOptions options) => RetentionLengths.Check(
        RetentionOptions.Section,
        (nameof(options.Deliveries), options.Deliveries, 30),
        (nameof(options.InAppMessages), options.InAppMessages, 1),
        (nameof(options.FailedTexts), options.FailedTexts, 2),
        (nameof(options.Webhooks), options.Webhooks, 7));
}
