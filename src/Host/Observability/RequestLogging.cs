using System.Diagnostics;
using Gateway.Http.Load;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Diagnostics;
using Serilog;
using Serilog.Events;

namespace Host.Observability;

/// <summary>
/// One line per HTTP request: method, path, status, milliseconds, route pattern and trace id. The trace id is the
/// <c>traceId</c> of a problem. The query is left out: a stream's token may stand in it. So is a path that no route
/// matches: it may hold anything, while the parameters of our routes are ids, or their route is marked as a <see cref="SecretPath"/>.
/// </summary>
internal static class RequestLogging
{
    private const string None = "-";

    private static readonly string[] _probes = ["/health/", "/metrics"];

    /// <summary>Adds it; it has to stand before the exception handler, which would otherwise be told of nothing.</summary>
    public static void UseRequestLogging(this WebApplication app) =>
        app.UseSerilogRequestLogging(options =>
        {
            options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
            options.MessageTemplate =
                "{RequestMethod} {RequestPath:l} {Outcome:l} {StatusCode} in {Elapsed:0.0} ms; route {Route:l}, trace {TraceId:l}";
            options.GetMessageTemplateProperties = Properties;
            options.GetLevel = Level;
        });

    /// <summary>
    /// Whether the framework reports an exception that ended a request: it is in the request's line, as after the first
    /// byte of an answer, when no exception handler can help.
    /// </summary>
    public static bool IsRepetition(LogEvent logEvent) =>
        logEvent.Exception is not null
        && Text(logEvent, "SourceContext")?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) is true
        && logEvent.Properties.GetValueOrDefault("EventId") is StructureValue id
        && id.Properties.Any(property =>
            property is { Name: "Name", Value: ScalarValue { Value: "UnhandledException" or "ApplicationError" } });

    private static string? Text(LogEvent logEvent, string name) =>
        logEvent.Properties.GetValueOrDefault(name) is ScalarValue { Value: string text } ? text : null;

    private static IEnumerable<LogEventProperty> Properties(HttpContext context, string path, double elapsedMilliseconds, int status)
    {
        var route = Route(context);
        return
        [
            Property("RequestMethod", context.Request.Method),

            // Percent-encoded, so that nobody writes a line of his own into the log.
            Property("RequestPath", route is null ? None : HasSecretPath(context) ? route : context.Request.Path.ToUriComponent()),
            Property("Outcome", IsStream(context) ? "streamed" : "answered"),
            Property("StatusCode", status),
            Property("Elapsed", elapsedMilliseconds),
            Property("Route", route ?? None),
            Property("TraceId", Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier),
        ];
    }

    /// <summary>Whether the path is a secret, which logs and traces don't name.</summary>
    public static bool HasSecretPath(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<SecretPath>() is not null;

    /// <summary>Whether somebody only looks whether all is well.</summary>
    public static bool IsProbe(string? path) =>
        path is not null && _probes.Any(probe => path.StartsWith(probe, StringComparison.OrdinalIgnoreCase));

    private static LogEventLevel Level(HttpContext context, double elapsedMilliseconds, Exception? exception)
    {
        if (exception is not null)
            return LogEventLevel.Error;

        // Lines would cost more than the refusals; the gateway says once a minute that it refuses.
        if (context.Features.Get<RefusedCall>() is not null)
            return LogEventLevel.Debug;

        var status = context.Response.StatusCode;
        if (Route(context) is { } route)
        {
            if (IsProbe(route))
                return LogEventLevel.Debug;
        }
        else if (status < StatusCodes.Status400BadRequest)
        {
            // A file of the page.
            return LogEventLevel.Debug;
        }

        // What the exception handler dealt with, it has logged with its cause.
        return status >= StatusCodes.Status500InternalServerError && context.Features.Get<IExceptionHandlerFeature>() is null
            ? LogEventLevel.Error
            : LogEventLevel.Information;
    }

    // The exception handler takes the endpoint off the request and keeps it.
    private static string? Route(HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint()) is RouteEndpoint endpoint
            ? $"/{endpoint.RoutePattern.RawText?.Trim('/')}"
            : null;

    private static bool IsStream(HttpContext context) =>
        context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;

    private static LogEventProperty Property(string name, object value) => new(name, new ScalarValue(value));
}
