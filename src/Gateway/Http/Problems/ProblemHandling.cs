using System.Diagnostics;
using Gateway.Http.Input;
using Gateway.Upstream;
using MassTransit;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Gateway.Http.Problems;

/// <summary>Makes every error a problem of ours, those of the framework and of the host's own routes included.</summary>
internal static class ProblemHandling
{
    private const string RetryAfterSeconds = "5";

    public static void AddProblems(this IServiceCollection services)
    {
        // The first writer that can write is the one that does.
        services.AddSingleton<IProblemDetailsWriter, ProblemPageWriter>();
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

        if (problem is TooManyProblem tooMany)
        {
            http.Response.Headers.RetryAfter = $"{tooMany.RetryAfter}";
            GatewayTelemetry.RateLimited.Add(1, GatewayTelemetry.LimitTag(tooMany.Limit));
        }

        // Which encodings would be taken (RFC 9110, 15.5.16).
        if (http.Response.StatusCode == StatusCodes.Status415UnsupportedMediaType && http.Request.Headers.ContentEncoding.Count > 0)
            http.Response.Headers.AcceptEncoding = "identity";
    }
}

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

/// <summary>Writes a problem as a page in the reader's language, where a person opened a link of an email in the browser (R50).</summary>
internal sealed class ProblemPageWriter(IOptions<ProblemDetailsOptions> options) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) =>
        RouteOf(context.HttpContext)?.Metadata.GetMetadata<OpenedFromEmail>() is not null
        && PlainPage.IsAccepted(context.HttpContext.Request);

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        options.Value.CustomizeProblemDetails?.Invoke(context);
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        var texts = PlainPage.TextsFor(locale: null, request);
        var (title, detail) = texts.InWords(context.ProblemDetails);
        PlainPage.SetHeaders(response);
        response.ContentType = PlainPage.ContentType;
        return new ValueTask(response.WriteAsync(
            PlainPage.Html(texts, title, $"<h1>{PlainPage.Encode(title)}</h1><p>{PlainPage.Encode(detail)}</p>"),
            context.HttpContext.RequestAborted));
    }

    /// <summary>What handles an exception stands at no route any more.</summary>
    private static Endpoint? RouteOf(HttpContext context) =>
        context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
}

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
        return await problems.TryWriteAsync(
            new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    private ProblemDetails ProblemFor(Exception exception, HttpRequest request)
    {
        switch (exception)
        {
            case InvalidInputException invalid:
                return KnownProblems.Invalid(invalid.Errors);
            case UpstreamEventsRefusedException refused:
                return KnownProblems.EventsRefused(refused.Problems);
            case BadHttpRequestException bad:
                return KnownProblems.ForStatus(bad.StatusCode, request);
            case RequestTimeoutException or RequestCanceledException or OperationCanceledException or TimeoutException:
            case RequestFaultException fault when ServiceClient.IsUnavailable(fault):
                LogUnavailable(logger, exception, request.Method, request.Path);
                return KnownProblems.Unavailable();
            case GatewayClockException:
                return KnownProblems.ClockDiffers();
            // The framework's own reader of bodies throws it for a charset that it does not know.
            case InvalidOperationException when request.HasJsonContentType() && UnreadableBody.Reason(request) is not null:
                return KnownProblems.ForStatus(StatusCodes.Status415UnsupportedMediaType, request);
            default:
                LogFault(logger, exception, request.Method, request.Path);
                return KnownProblems.InternalError();
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: a service is away, or did not respond in time")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFault(ILogger logger, Exception exception, string method, PathString path);
}
