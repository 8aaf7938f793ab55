using Gateway.Http.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gateway.Http.Input;

/// <summary>Refuses ids in the address that no system of ours or others would have given out.</summary>
internal sealed class RouteIdsFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var errors = new InputErrors();
        foreach (var (name, value) in context.HttpContext.Request.RouteValues)
        {
            if (TextRules.IdProblem(value?.ToString()) is { } fault)
                errors.Add(name, fault);
        }

        errors.ThrowIfAny();
        return next(context);
    }
}

/// <summary>
/// Reads ids with a slash. The server decodes an address but for <c>%2F</c>, so that <c>a%2Fb</c> and <c>a%252Fb</c> look the same
/// in the path that it hands on; the address as it was sent tells the id <c>a/b</c> from the id <c>a%2Fb</c>.
/// </summary>
internal static class SlashesInIds
{
    private const string Slash = "%2F";

    /// <summary>Puts the ids of the address as it was sent in place of those that the routing has read.</summary>
    public static void Read(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.Contains(Slash, StringComparison.OrdinalIgnoreCase) || context.GetEndpoint() is not RouteEndpoint endpoint)
            return;

        var target = Target(context);
        var sent = Segments(AddressOf(target)?.AbsolutePath ?? target.Split('?')[0]);
        if (sent.Length != Segments(path).Length)
        {
            // The server has dropped segments of dots: whatever matched then, no id can be told from another.
            context.SetEndpoint(null);
            return;
        }

        foreach (var (index, segment) in endpoint.RoutePattern.PathSegments.Index())
        {
            if (segment.Parts is [RoutePatternParameterPart { IsCatchAll: false } id] && index < sent.Length)
                context.Request.RouteValues[id.Name] = Uri.UnescapeDataString(sent[index]);
        }
    }

    /// <summary>
    /// Puts the slashes of ids back into an address that begins with its host, as one may behind a proxy (RFC 9112, 3.2.2): of such a one
    /// the server has decoded them. It stands before the routing.
    /// </summary>
    public static void Keep(HttpContext context)
    {
        if (AddressOf(Target(context)) is { } address)
            context.Request.Path = PathString.FromUriComponent(address);
    }

    private static string Target(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>The address that was sent, if it begins with its host.</summary>
    private static Uri? AddressOf(string target) =>
        !target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var address) ? address : null;

    private static string[] Segments(string path) => path.Trim('/').Split('/');
}

/// <summary>
/// An empty id leaves an empty segment in the address, which no route matches. The problem says that the id is missing, not
/// that the address is unknown.
/// </summary>
internal static class EmptyIds
{
    private static readonly Dictionary<string, string> _idAfter = new(StringComparer.OrdinalIgnoreCase)
    {
        ["contracts"] = "contractId",
        ["feedback-requests"] = "requestId",
        ["feedback"] = "feedbackId",
        ["freelancers"] = "freelancerId",
        ["agencies"] = "agencyId",
        ["messages"] = "messageId",
        ["deliveries"] = "deliveryId",
        ["requests"] = "requestId",
        ["parked"] = "outbox",
        ["errors"] = "queue",
    };

    public static HttpValidationProblemDetails? Find(PathString path)
    {
        var segments = path.Value?.Split('/') ?? [];
        var errors = new Dictionary<string, string[]>();
        for (var index = 2; index < segments.Length - 1; index++)
        {
            if (segments[index].Length == 0
                && _idAfter.TryGetValue(segments[index - 1], out var name)
                && TextRules.IdProblem("") is { } fault)
                errors[name] = [fault];
        }

        return errors.Count > 0 ? KnownProblems.Invalid(errors) : null;
    }
}
