using Microsoft.AspNetCore.Authentication;

namespace Gateway.Http.Security;

/// <summary>Ends what outlives a call when the token that it was opened with ends.</summary>
internal static class TokenEnd
{
    // The longest that a timer waits is 49 days.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(40);

    /// <summary>Cancels at the token's <c>exp</c>, with the same allowance for clocks that are apart as when it is checked.</summary>
    public static void CancelAtEndOfToken(this CancellationTokenSource source, HttpContext context)
    {
        if (context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is not { } expiresAt)
            return;

        // Tokens live by real time, not by a demo clock that jumps.
        var left = expiresAt + BearerSetup.ClockSkew - TimeProvider.System.GetUtcNow();
        source.CancelAfter(left < TimeSpan.Zero ? TimeSpan.Zero : left > _longest ? _longest : left);
    }
}
