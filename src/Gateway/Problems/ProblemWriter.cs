using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Gateway.Problems;

/// <summary>
/// Writes every problem, whether an endpoint, the exception handler or the framework made it. The framework's own writer
/// writes none to a caller that does not accept JSON; here every caller gets it.
/// </summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json, IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        options.Value.CustomizeProblemDetails?.Invoke(context);
        return new ValueTask(context.HttpContext.Response.WriteAsJsonAsync(
            context.ProblemDetails,
            context.ProblemDetails.GetType(),
            json.Value.SerializerOptions,
            "application/problem+json",
            context.HttpContext.RequestAborted));
    }
}
