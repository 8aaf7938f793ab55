using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Tests.Support;

/// <summary>Keeps the lines that the service logs.</summary>
public sealed class RecordedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text)> _lines = [];

    public IReadOnlyList<string> BusinessLines
        => [.. _lines.Where(line => line.Category.StartsWith("Feedback.Saga", StringComparison.Ordinal)).Select(line => line.Text)];

    public IReadOnlyList<string> Problems
        => [.. _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => $"{line.Category}: {line.Text}")];

    public IReadOnlyList<string> Statements
        => [.. _lines.Where(line => line.Category == "Microsoft.EntityFrameworkCore.Database.Command").Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log._lines.Enqueue((logLevel, category, $"{formatter(state, exception)} {exception}".Trim()));
        }
    }
}
