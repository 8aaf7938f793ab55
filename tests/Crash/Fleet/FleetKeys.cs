using System.Globalization;
using TestKit;
using TestKit.Servers;

namespace Crash.Fleet;

/// <summary>The configuration of each role, as environment variables.</summary>
internal sealed class FleetKeys(CrashOptions options, Servers servers)
{
    public IReadOnlyDictionary<string, string> Of(string role, Uri address)
    {
        var keys = new Dictionary<string, string>(servers.BrokerOf(BrokerAccount.OfRole(role)).ToEnvironment())
        {
            ["Urls"] = address.ToString(),
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Database__Provider"] = "Postgres",
            ["ConnectionStrings__Feedback"] = servers.Database,
            ["ConnectionStrings__Notifications"] = servers.Database,
            ["Feedback__Policy__RequestWindow"] = options.RequestWindow.ToString("c", CultureInfo.InvariantCulture),
            ["Feedback__Policy__FeedbackInterval"] = options.FeedbackInterval.ToString("c", CultureInfo.InvariantCulture),
            ["RabbitMq__StallTimeout"] = "00:00:20",
            ["Email__Host"] = servers.Mail.Host,
            ["Email__Port"] = $"{servers.Mail.Port}",
            ["Email__StartTls"] = "false",
            ["Email__From"] = "feedback@example.test",
            ["Notifications__SiteUrl"] = "https://feedback.test",

            // Each request has an email of its own, which is counted.
            ["Notifications__SingleEmailsPerDay"] = "1000000",
            // Shorter than a pause, so that a paused attempt is taken over while it is under way.
            ["Email__Timeout"] = "00:00:04",
            ["Email__AttemptLease"] = "00:00:09",
        };

        // A mail server that is away for seconds must not put a mail off for hours.
        for (var retry = 0; retry < 20; retry++)
            keys[$"Email__RetryDelays__{retry}"] = "00:00:03";

        if (role == "gateway")
        {
            keys["DOTNET_ENVIRONMENT"] = "Development";
            keys["ASPNETCORE_ENVIRONMENT"] = "Development";
            keys["Auth__Audience"] = Tokens.Audience;

            // Calls are repeated without patience while something is away.
            keys["Gateway__RateLimits__CallsPerMinute"] = "1000000";
            keys["Gateway__RateLimits__CommandsPerMinute"] = "1000000";
            keys["Gateway__RateLimits__CommandsPerDay"] = "1000000";
            foreach (var (key, value) in Tokens.Environment)
                keys[key] = value;
        }

        return keys;
    }
}
