using Gateway.Json;
using MassTransit;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Problems;

/// <summary>Turns what was thrown into a problem; nothing of a fault's inside leaves the server.</summary>
internal sealed partial class ProblemExceptionHandler(
    IProblemDetailsService problems, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        var problem = ProblemFor(exception, httpContext.Request);
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    private ProblemDetails ProblemFor(Exception exception, HttpRequest request)
    {
        switch (exception)
        {
            case InvalidInputException invalid:
                return KnownProblems.Invalid(invalid.Errors);
            case BadHttpRequestException bad:
                return KnownProblems.ForStatus(bad.StatusCode, request);
            case RequestTimeoutException or RequestCanceledException or OperationCanceledException or TimeoutException:
                LogUnavailable(logger, exception, request.Method, request.Path);
                return KnownProblems.Unavailable();
            default:
                LogFault(logger, exception, request.Method, request.Path);
                return KnownProblems.InternalError();
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: no answer in time")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFault(ILogger logger, Exception exception, string method, PathString path);
}
