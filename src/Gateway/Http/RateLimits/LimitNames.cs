namespace Gateway.Http.RateLimits;

/// <summary>The limits that a 429 may name, as they stand on the wire.</summary>
internal static class LimitNames
{
    /// <summary>All calls of one caller.</summary>
    public const string Calls = "calls";

    /// <summary>The commands of one user.</summary>
    public const string Commands = "commands";

    /// <summary>What reaches one client, whoever requests it.</summary>
    public const string ClientRequests = "client-requests";
}
