using System.Security.Claims;

namespace Gateway.Http.Security;

/// <summary>How a token names the caller.</summary>
internal static class Caller
{
    public const string Subject = "sub";

    /// <summary>The claim that <see cref="RoleClaims"/> collects roles in; no token's own.</summary>
    public const string Role = "urn:feedback:role";

    /// <summary>The signed-in user's id; every token that was accepted has one.</summary>
    public static string CallerId(this ClaimsPrincipal user) =>
        user.FindFirstValue(Subject) ?? throw new InvalidOperationException($"An accepted token has no '{Subject}'.");
}

/// <summary>The authorization policies, one per kind of caller; signed-in users need none of these.</summary>
internal static class Policies
{
    public const string Upstream = "upstream";

    public const string Operations = "ops";
}
