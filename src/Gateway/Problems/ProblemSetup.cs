using System.Diagnostics;

namespace Gateway.Problems;

/// <summary>Makes every error a problem of ours, those of the framework and of the host's own routes included.</summary>
internal static class ProblemSetup
{
    private const string RetryAfterSeconds = "5";

    public static void AddProblems(this IServiceCollection services)
    {
        // The first writer that can write is the one that does.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        services.AddExceptionHandler<ProblemExceptionHandler>();
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        if (!ProblemTypes.IsOurs(context.ProblemDetails.Type))
            context.ProblemDetails = KnownProblems.InsteadOf(context.ProblemDetails, http);

        var problem = context.ProblemDetails;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        http.Response.StatusCode = problem.Status ?? http.Response.StatusCode;
        if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
    }
}
