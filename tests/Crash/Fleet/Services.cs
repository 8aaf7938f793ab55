using TestKit;
using TestKit.Processes;

namespace Crash.Fleet;

/// <summary>Two saga processes, two of notifications, one gateway.</summary>
internal sealed class Services : IAsyncDisposable
{
    private readonly FleetKeys _keys;
    private readonly string _logFolder;

    public Services(FleetKeys keys, string logFolder)
    {
        _keys = keys;
        _logFolder = logFolder;
        GatewayAddress = NextAddress();
        Sagas = [Create("saga", "saga-1", NextAddress()), Create("saga", "saga-2", NextAddress())];
        Notifications = [Create("notifications", "notifications-1", NextAddress()), Create(
            "notifications", "notifications-2", NextAddress())];
        Gateway = Create("gateway", "gateway", GatewayAddress);
    }

    public IReadOnlyList<SupervisedService> Sagas { get; }

    public IReadOnlyList<SupervisedService> Notifications { get; }

    public SupervisedService Gateway { get; }

    public Uri GatewayAddress { get; }

    public IEnumerable<SupervisedService> All => [.. Sagas, .. Notifications, Gateway];

    /// <summary>The one-shot migrate, to its end.</summary>
    public async Task MigrateAsync()
    {
        await using var migrate = OwnedProcess.Start(HostProgram.Start("migrate", Log("migrate"), _keys.Of("migrate", NextAddress())));
        await Eventually.Until(() => migrate.HasExited, what: "migrate is done");
        if (migrate.ExitCode != 0)
            throw new InvalidOperationException($"migrate failed:{Environment.NewLine}{migrate.Tail()}");
    }

    public async Task StartAsync()
    {
        await Task.WhenAll(All.Select(service => service.StartAsync()));
        foreach (var service in All)
            await Eventually.Until(service.IsReadyAsync, what: $"{service.Name} is ready");
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(All.Select(service => service.DisposeAsync().AsTask()));

    private SupervisedService Create(string role, string name, Uri address) =>
        new(name, HostProgram.Start(role, Log(name), _keys.Of(role, address)), address);

    private string Log(string name) => Path.Combine(_logFolder, $"{name}.log");

    private static Uri NextAddress() => new($"http://127.0.0.1:{FreePort.Next()}");
}
