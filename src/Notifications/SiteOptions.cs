namespace Notifications;

/// <summary>Where the site is: the configuration section <c>Notifications</c>.</summary>
internal sealed class SiteOptions
{
    public const string Section = "Notifications";

    /// <summary>The address that links in emails begin with.</summary>
    public string SiteUrl { get; set; } = "http://localhost:5080";

    public string UrlOf(string link) => SiteUrl.TrimEnd('/') + link;
}
