using Gateway.Http.Problems;

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
