using Microsoft.Extensions.Options;

namespace Notifications;

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
