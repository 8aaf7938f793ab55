using System.Diagnostics;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Gateway.Problems;

internal static class ProblemWriter
{
    private const string RetryAfterSeconds = "5";

    public static Task WriteProblemAsync(this HttpContext context, Problem problem)
    {
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        context.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetryAfterSeconds;

        return context.Response.WriteAsJsonAsync(
            problem with { TraceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier },
            problem.GetType(),
            json,
            Problem.ContentType,
            context.RequestAborted);
    }
}
