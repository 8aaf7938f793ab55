using System.Security.Claims;

namespace Gateway.Security;

internal static class CallerExtensions
{
    public const string Subject = "sub";

    public const string Role = "role";

    /// <summary>The signed-in user's id; every token that was accepted has one.</summary>
    public static string CallerId(this ClaimsPrincipal user) =>
        user.FindFirstValue(Subject) ?? throw new InvalidOperationException($"An accepted token has no '{Subject}'.");
}
