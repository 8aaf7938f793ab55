using EndToEnd.Tests.Systems;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

/// <summary>Verbs of <c>ops</c> on SQLite's files, beside the process that serves.</summary>
public abstract class BesideTheEmbeddedRun : IAsyncLifetime
{
    private EmbeddedSystem? _host;

    protected BesideTheEmbeddedRun() => Settings = new()
    {
        ["Demo__Data"] = "false",
        ["ConnectionStrings__Feedback"] = $"Data Source={Folder.Path("feedback.db")}",
        ["ConnectionStrings__Notifications"] = $"Data Source={Folder.Path("notifications.db")}",
    };

    protected TemporaryFolder Folder { get; } = new("ops");

    /// <summary>Of the process that serves, and of the verbs.</summary>
    protected Dictionary<string, string> Settings { get; }

    protected EmbeddedSystem Host => _host!;

    public virtual async ValueTask InitializeAsync()
    {
        _host = new EmbeddedSystem(Settings);
        await _host.InitializeAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();

        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
