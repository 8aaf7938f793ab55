using Microsoft.Extensions.Options;

namespace Notifications;

/// <summary>Where the site is, and how often people get emails: the configuration section <c>Notifications</c>.</summary>
internal sealed class NotificationOptions
{
    public const string Section = "Notifications";

    /// <summary>The address that links in emails begin with.</summary>
    public string SiteUrl
    {
        get;
        set => field = string.IsNullOrWhiteSpace(value) ? field : value.Trim();
    }
    = "http://localhost:5080";

    /// <summary>
    /// How many invitations to give feedback one client gets on a day as emails of their own; the rest waits for the digest.
    /// </summary>
    public int SingleEmailsPerDay { get; set; } = 5;

    /// <summary>The hour, from 0 to 23 in the recipient's time zone, at which the digest of the day leaves.</summary>
    public int DigestHour { get; set; } = 8;

    /// <summary>The hour, from 0 to 23 in the recipient's time zone, from which on nobody is reminded (R56).</summary>
    public int QuietFrom { get; set; } = 21;

    /// <summary>
    /// The hour, from 0 to 23 in the recipient's time zone, at which reminders go out again. With the same hour they never rest.
    /// </summary>
    public int QuietUntil { get; set; } = 8;

    public string UrlOf(string link) => SiteUrl.TrimEnd('/') + link;
}

/// <summary>Stops the start, naming the key, when notices could not be sent as configured.</summary>
internal sealed class NotificationOptionsValidator : IValidateOptions<NotificationOptions>
{
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(NotificationOptions options)
    {
        if (!Uri.TryCreate(options.SiteUrl, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return "Notifications:SiteUrl must be an absolute http or https URL without query or fragment.";
        }

        if (options.SingleEmailsPerDay < 0)
            yield return "Notifications:SingleEmailsPerDay must be 0 or more.";

        if (options.DigestHour is < 0 or > 23)
            yield return "Notifications:DigestHour must be from 0 to 23.";

        if (options.QuietFrom is < 0 or > 23)
            yield return "Notifications:QuietFrom must be from 0 to 23.";

        if (options.QuietUntil is < 0 or > 23)
            yield return "Notifications:QuietUntil must be from 0 to 23.";
    }
}

/// <summary>Where the page of a contract is, relative to the site.</summary>
internal static class ContractLink
{
    public static string To(string contractId) => $"/#/contracts/{Uri.EscapeDataString(contractId)}";
}
