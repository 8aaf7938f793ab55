using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Host.Observability;

/// <summary>
/// Writes an event as a line. An error bears its trace id, and its exception follows in full. A warning's exception, which
/// somebody has already handled, is told by its type and message, on the same line.
/// </summary>
internal sealed class ConsoleLine : ITextFormatter
{
    private static readonly MessageTemplateTextFormatter _line =
        new("{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:l}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        _line.Format(logEvent, output);
        if (logEvent.Exception is { } dealtWith && logEvent.Level < LogEventLevel.Error)
            output.Write($" ({OneLine(dealtWith.GetBaseException())})");

        if (logEvent.Level >= LogEventLevel.Error && logEvent.TraceId is { } trace && !logEvent.Properties.ContainsKey("TraceId"))
            output.Write($"; trace {trace}");

        output.WriteLine();
        if (logEvent.Exception is { } failure && logEvent.Level >= LogEventLevel.Error)
            output.WriteLine(failure);
    }

    private static string OneLine(Exception exception) => $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
}
