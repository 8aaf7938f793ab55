using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Gateway.Security;

/// <summary>
/// A browser's <c>EventSource</c> can't set headers, so the message stream alone takes its token from the query too.
/// </summary>
internal static class StreamToken
{
    public const string Path = "/api/me/messages/stream";

    public const string Parameter = "access_token";

    public static Task TakeFromQuery(MessageReceivedContext context)
    {
        if (context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase) && !context.Request.Headers.ContainsKey("Authorization"))
            context.Token = context.Request.Query[Parameter];

        return Task.CompletedTask;
    }
}
