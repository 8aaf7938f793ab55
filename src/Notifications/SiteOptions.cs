using Microsoft.Extensions.Options;

namespace Notifications;

/// <summary>Where the site is: the configuration section <c>Notifications</c>.</summary>
internal sealed class SiteOptions
{
    public const string Section = "Notifications";

    /// <summary>The address that links in emails begin with.</summary>
    public string SiteUrl
    {
        get;
        set => field = string.IsNullOrWhiteSpace(value) ? field : value.Trim();
    }
    = "http://localhost:5080";

    public string UrlOf(string link) => SiteUrl.TrimEnd('/') + link;
}

/// <summary>Stops the start, naming the key, when the links of emails would lead nowhere.</summary>
internal sealed class SiteOptionsValidator : IValidateOptions<SiteOptions>
{
    public ValidateOptionsResult Validate(string? name, SiteOptions options) =>
        Uri.TryCreate(options.SiteUrl, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Query.Length == 0 && url.Fragment.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Notifications:SiteUrl must be an absolute http or https URL without query or fragment.");
}

/// <summary>Where the page of a contract is, relative to the site.</summary>
internal static class ContractLink
{
    public static string To(string contractId) => $"/#/contracts/{Uri.EscapeDataString(contractId)}";
}
