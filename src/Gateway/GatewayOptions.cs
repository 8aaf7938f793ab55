using Gateway.Http.RateLimits;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Gateway;

/// <summary>The gateway's own settings, section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>How long the gateway waits for the response of a service before the caller gets 503.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a call waits for what it can do without: display names, deliveries, and how the requests of messages stand.
    /// </summary>
    public TimeSpan OptionalTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How far the gateway's clock may differ from the services' before it sends no commands and is not ready (R52); null if they are not
    /// compared.
    /// </summary>
    public TimeSpan? ClockTolerance { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How many calls below <c>/api</c> one process has in hand; others wait or get 503. Streams and operators' calls don't count.
    /// </summary>
    public int MaxCallsInHand { get; set; } = 100;

    /// <summary>How many calls may wait until the process has room for them; all others get 503 at once.</summary>
    public int MaxCallsWaiting { get; set; } = 1000;

    /// <summary>How long a call may wait for that before it gets 503.</summary>
    public TimeSpan MaxCallWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a message stream may be silent before it says that it is still there.</summary>
    public TimeSpan StreamKeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many message streams one user may have on this process; the oldest ends when there is one more.</summary>
    public int StreamsPerUser { get; set; } = 6;

    /// <summary>The reverse proxies, as addresses or networks, whose word on a caller's address and scheme is taken.</summary>
    public string[] KnownProxies { get; set; } = [];

    /// <summary>How much one caller may do.</summary>
    public RateLimitOptions RateLimits { get; set; } = new();
}

/// <summary>Stops the start, naming the key, when a setting can't be meant.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        if (options.KnownProxies.FirstOrDefault(proxy => Http.Security.KnownProxies.Parse(proxy) is null) is { } bad)
            return ValidateOptionsResult.Fail($"Gateway:KnownProxies: '{bad}' is neither an IP address nor a network such as 10.0.0.0/8.");

        if (options.MaxCallsWaiting < 0)
            return ValidateOptionsResult.Fail($"Gateway:MaxCallsWaiting: {options.MaxCallsWaiting} is below zero.");

        if (Lengths(options).FirstOrDefault(length => length.Value <= TimeSpan.Zero || length.Value > _longest) is ({ } wait, var time))
            return ValidateOptionsResult.Fail($"Gateway:{wait}: '{time}' is not a length of time above zero and of a day at most.");

        return Counts(options).FirstOrDefault(count => count.Value < 1) is ({ } key, var value)
            ? ValidateOptionsResult.Fail($"Gateway:{key}: {value} is not a whole number above zero.")
            : ValidateOptionsResult.Success;
    }

    private static IEnumerable<(string Key, TimeSpan Value)> Lengths(GatewayOptions options)
    {
        yield return ("RequestTimeout", options.RequestTimeout);
        yield return ("OptionalTimeout", options.OptionalTimeout);
        yield return ("ClockTolerance", options.ClockTolerance ?? _longest);
        yield return ("MaxCallWait", options.MaxCallWait);
        yield return ("StreamKeepAlive", options.StreamKeepAlive);
    }

    private static IEnumerable<(string Key, int Value)> Counts(GatewayOptions options)
    {
        yield return ("MaxCallsInHand", options.MaxCallsInHand);
        yield return ("StreamsPerUser", options.StreamsPerUser);
        yield return ("RateLimits:CallsPerMinute", options.RateLimits.CallsPerMinute);
        yield return ("RateLimits:CommandsPerMinute", options.RateLimits.CommandsPerMinute);
        yield return ("RateLimits:CommandsPerDay", options.RateLimits.CommandsPerDay);
    }
}

/// <summary>
/// Whose bearer tokens the gateway accepts: those of an OpenID Connect authority, or, in development, those signed with a
/// key that the host holds. Keys under <c>Authentication:Schemes:Bearer</c> (<c>dotnet user-jwts</c>) are accepted besides.
/// </summary>
public sealed class GatewayAuthentication
{
    /// <summary>The OpenID Connect authority (<c>Auth:Authority</c>); none when <see cref="SigningKey"/> is used.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience that a token must name (<c>Auth:Audience</c>).</summary>
    public string? Audience { get; set; }

    /// <summary>The claim with a user's roles (<c>Auth:RoleClaim</c>); null for <c>role</c>, <c>roles</c> and <c>groups</c>.</summary>
    public string? RoleClaim { get; set; }

    /// <summary>The issuer that a token signed with <see cref="SigningKey"/> must name.</summary>
    public string? Issuer { get; set; }

    /// <summary>The key of the development issuer, symmetric or public; never set in production.</summary>
    public SecurityKey? SigningKey { get; set; }
}
