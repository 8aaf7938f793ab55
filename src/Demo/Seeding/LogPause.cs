using Serilog.Core;
using Serilog.Events;

namespace Demo.Seeding;

/// <summary>While it is on, only warnings and errors are logged, and what the host says of its start and its end.</summary>
internal sealed class LogPause : ILogEventFilter
{
    private volatile bool _isOn;

    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    public bool IsEnabled(LogEvent logEvent) => !_isOn || logEvent.Level >= LogEventLevel.Warning || IsOfHost(logEvent);

    private static bool IsOfHost(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var source)
        && source is ScalarValue { Value: "Host" or "Microsoft.Hosting.Lifetime" };
}
