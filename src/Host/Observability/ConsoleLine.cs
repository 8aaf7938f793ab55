using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Host.Observability;

/// <summary>
/// Writes an event as a line: instant in UTC, service, level, message, and the trace id where there is one. The exception of an error
/// follows in full. A warning's exception, which
/// somebody has already handled, is told by its type and message, on the same line. What others wrote can neither begin a line nor
/// command a terminal: an id may hold any character but control characters, and an exception may quote anything.
/// </summary>
internal sealed class ConsoleLine : ITextFormatter
{
    private const string Indent = "  ";

    private static readonly MessageTemplateTextFormatter _line =
        new("{Service:l} {Level:u3} {Message:l}", CultureInfo.InvariantCulture);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        line.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", CultureInfo.InvariantCulture));
        _line.Format(logEvent, line);
        if (logEvent.Exception is { } dealtWith && logEvent.Level < LogEventLevel.Error)
            line.Write($" ({dealtWith.GetBaseException().GetType().Name}: {dealtWith.GetBaseException().Message.ReplaceLineEndings(" ")})");

        if (logEvent.TraceId is { } trace && !logEvent.Properties.ContainsKey("TraceId"))
            line.Write($"; trace {trace}");

        output.WriteLine(Escaped(line.ToString()));
        if (logEvent.Exception is { } failure && logEvent.Level >= LogEventLevel.Error)
            WriteIndented(failure.ToString(), output);
    }

    private static void WriteIndented(string text, TextWriter output)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
            output.WriteLine(Indent + Escaped(line));
    }

    private static string Escaped(string text)
    {
        if (!text.Any(IsUnsafe))
            return text;

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (IsUnsafe(letter))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                escaped.Append(letter);
        }

        return escaped.ToString();
    }

    /// <summary>Control characters, the separators of lines and paragraphs, and what reverses or hides text.</summary>
    private static bool IsUnsafe(char letter) => char.GetUnicodeCategory(letter) is
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
