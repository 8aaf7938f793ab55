namespace Gateway.Http.RateLimits;

/// <summary>
/// How much one caller may do, section <c>Gateway:RateLimits</c>. Each gateway process counts for itself, from its start on.
/// </summary>
internal sealed class RateLimitOptions
{
    /// <summary>Calls of one user, or of one address without a user, in a minute.</summary>
    public int CallsPerMinute { get; set; } = 6000;

    /// <summary>Requests for feedback and feedback of one user in a minute, those that were refused included.</summary>
    public int CommandsPerMinute { get; set; } = 60;

    /// <summary>The same in a day.</summary>
    public int CommandsPerDay { get; set; } = 600;
}
