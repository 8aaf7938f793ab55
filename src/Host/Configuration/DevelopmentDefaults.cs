using System.Net;
using System.Net.Mail;
using Host.Databases;

namespace Host.Configuration;

/// <summary>
/// Refuses the start outside Development where a setting would let the product look as if it worked: emails that nobody gets,
/// links that lead nowhere, tokens that anybody can sign. Demo mode, which is refused in Production, says what it is.
/// </summary>
internal static class DevelopmentDefaults
{
    private const string BearerSection = "Authentication:Schemes:Bearer";

    // Reserved by RFC 2606 and RFC 6761: no email arrives there, and nobody sends from there.
    private static readonly string[] _nobodysDomains =
        ["example.com", "example.net", "example.org", "example", "invalid", "localhost", "localdomain"];

    /// <exception cref="StartRefusedException">Names every key that has to change, in one line.</exception>
    public static void Refuse(
        SettingsReader settings,
        IConfiguration configuration,
        HostRoles roles,
        DatabaseProvider provider,
        DemoSettings demo,
        IHostEnvironment environment)
    {
        if (environment.IsDevelopment() || demo.Enabled)
            return;

        var leftovers = new List<StartRefusedException>();
        if (roles.IncludeGateway())
            leftovers.AddRange(OfTheGateway(settings, configuration));

        if (roles.HasFlag(HostRoles.Notifications))
            leftovers.AddRange(OfNotifications(settings));

        if (provider == DatabaseProvider.Sqlite)
            leftovers.AddRange(OfTheFiles(settings, roles));

        if (settings.Flag("Demo:Data", byDefault: false))
            leftovers.Add(new("Demo:Data", "demo data is for demo mode."));

        if (leftovers.Count > 0)
            throw new StartRefusedException(leftovers);
    }

    private static IEnumerable<StartRefusedException> OfTheGateway(SettingsReader settings, IConfiguration configuration)
    {
        if (configuration.GetSection(BearerSection).GetChildren().FirstOrDefault() is { } own)
            yield return new(own.Path, "keys and issuers of one's own are for Development; Auth:Authority says whose tokens to accept.");

        if (settings.Flag("ForwardedHeaders_Enabled", byDefault: false))
            yield return new("ForwardedHeaders_Enabled", "would believe every caller; name your proxies in Gateway:KnownProxies.");
    }

    private static IEnumerable<StartRefusedException> OfNotifications(SettingsReader settings)
    {
        if (settings.Text("Email:Host") is null)
            yield return new("Email:Host", "is missing; without a mail server emails stay in memory, which is for Development.");

        foreach (var key in (string[])["Email:From", "Email:ReplyTo"])
        {
            if (settings.Text(key) is { } given && MailAddress.TryCreate(given, out var address) && IsNobodys(address.Host))
                yield return new(key, $"'{address.Host}' is a domain that nobody has an address in.");
        }

        if (settings.Text("Notifications:SiteUrl") is not { } site)
            yield return new("Notifications:SiteUrl", "is missing; links in emails have to lead to the site.");
        else if (Uri.TryCreate(site, UriKind.Absolute, out var url) && IsThisMachine(url))
            yield return new("Notifications:SiteUrl", $"'{site}' leads the recipients of emails to their own machine.");
        else if (url is not null && IsNobodys(url.Host))
            yield return new("Notifications:SiteUrl", $"'{url.Host}' is a domain that nobody has.");
    }

    /// <summary>The default depends on the folder that the process is started in: from another it would find no data.</summary>
    private static IEnumerable<StartRefusedException> OfTheFiles(SettingsReader settings, HostRoles roles)
    {
        const string missing = "is missing; outside Development the SQLite file has to be named.";
        if (roles.IncludeSaga() && settings.Text(DatabaseSettings.FeedbackKey) is null)
            yield return new(DatabaseSettings.FeedbackKey, missing);

        if (roles.IncludeNotifications() && settings.Text(DatabaseSettings.NotificationsKey) is null)
            yield return new(DatabaseSettings.NotificationsKey, missing);
    }

    private static bool IsNobodys(string host) =>
        _nobodysDomains.Any(domain => IsBelow(host, domain)) || (AddressOf(host) is { } address && IPAddress.IsLoopback(address));

    /// <summary>A dot at the end of a name changes nothing.</summary>
    private static bool IsBelow(string host, string domain) =>
        $".{host.TrimEnd('.')}".EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);

    private static bool IsThisMachine(Uri url) =>
        url.IsLoopback || IsBelow(url.Host, "localhost")
        || AddressOf(url.Host) is { } address
            && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>As URLs and emails (RFC 5321, 4.1.3) write an address; one of IPv4 within IPv6 is one of IPv4.</summary>
    private static IPAddress? AddressOf(string host)
    {
        const string ipv6 = "IPv6:";
        var literal = host.Trim('[', ']');
        if (literal.StartsWith(ipv6, StringComparison.OrdinalIgnoreCase))
            literal = literal[ipv6.Length..];

        return IPAddress.TryParse(literal, out var address) ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;
    }
}
