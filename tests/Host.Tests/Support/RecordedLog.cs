using Host.Observability;
using Serilog.Core;
using Serilog.Events;

namespace Host.Tests.Support;

/// <summary>What a host logs, event by event, as the console would show it.</summary>
internal sealed class RecordedLog : ILogEventSink
{
    private static readonly ConsoleLine _line = new();

    private readonly Lock _lock = new();
    private readonly List<string> _entries = [];

    /// <summary>All events so far; an event with an exception has more than one line.</summary>
    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries];
        }
    }

    /// <summary>The lines on requests to the path.</summary>
    public IEnumerable<string> Requests(string path) =>
        Entries.Where(entry =>
            entry.Contains($" {path} ", StringComparison.Ordinal) && entry.Contains("; route ", StringComparison.Ordinal));

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter();
        _line.Format(logEvent, text);
        lock (_lock)
            _entries.Add(text.ToString());
    }
}
