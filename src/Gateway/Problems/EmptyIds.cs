using Gateway.Json;

namespace Gateway.Problems;

/// <summary>
/// An empty id leaves an empty segment in the address, which no route matches: that is told as what it is, an id that is
/// missing, not as an unknown address.
/// </summary>
internal static class EmptyIds
{
    private static readonly Dictionary<string, string> IdAfter = new(StringComparer.OrdinalIgnoreCase)
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
            if (segments[index].Length == 0 && IdAfter.TryGetValue(segments[index - 1], out var name) && OpaqueId.Fault("") is { } fault)
                errors[name] = [fault];
        }

        return errors.Count > 0 ? KnownProblems.Invalid(errors) : null;
    }
}
