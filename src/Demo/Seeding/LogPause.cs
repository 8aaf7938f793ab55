using Serilog.Core;
using Serilog.Events;

namespace Demo.Seeding;

/// <summary>While it is on, only warnings and errors are logged.</summary>
internal sealed class LogPause : ILogEventFilter
{
    private volatile bool _isOn;

    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    public bool IsEnabled(LogEvent logEvent) => !_isOn || logEvent.Level >= LogEventLevel.Warning;
}
