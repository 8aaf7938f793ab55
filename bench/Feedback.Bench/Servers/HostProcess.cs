using System.Diagnostics;
using System.Net;
using TestKit;
using TestKit.Processes;

namespace Feedback.Bench.Servers;

/// <summary>One process of the real Host with one or more of its roles, or of a peer's program.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly OwnedProcess _process;
    private readonly TemporaryFolder _folder;

    private HostProcess(string name, OwnedProcess process, TemporaryFolder folder, Uri address)
    {
        Name = name;
        Address = address;
        _process = process;
        _folder = folder;
    }

    /// <summary>The group that its processor time is booked under.</summary>
    public string Name { get; }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>From the start of the process until it is ready to serve.</summary>
    public TimeSpan StartUp { get; private set; }

    public static Task<HostProcess> StartAsync(
        string name, IReadOnlyList<string> roles, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        StartAsync(name, HostProgram.Executable, roles, environment, cancellationToken);

    /// <summary>Another program, which says at <c>health/ready</c> that it is ready, as the Host does.</summary>
    public static async Task<HostProcess> StartAsync(
        string name,
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var started = Stopwatch.StartNew();
        var (process, folder) = Launch(name, program, arguments, environment, address);
        var service = new HostProcess(name, process, folder, address);
        try
        {
            await Eventually.Until(() => service.IsReadyOrGoneAsync(cancellationToken), _patience, $"{name} is ready");
            service.StartUp = started.Elapsed;
            return process.HasExited ? throw service.Failure("ended at its start") : service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a role that does its work and exits, such as <c>migrate</c>.</summary>
    public static async Task RunToEndAsync(string role, IReadOnlyDictionary<string, string> environment)
    {
        var (process, folder) = Launch(role, HostProgram.Executable, [role], environment, new Uri("http://127.0.0.1:0"));
        await using var service = new HostProcess(role, process, folder, new Uri("http://127.0.0.1:0"));
        await Eventually.Until(() => process.HasExited, _patience, $"{role} is done");
        if (process.ExitCode != 0)
            throw service.Failure($"ended with code {process.ExitCode}");
    }

    public string Tail() => _process.Tail();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static (OwnedProcess Process, TemporaryFolder Folder) Launch(
        string name, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, Uri address)
    {
        var folder = new TemporaryFolder($"bench-{name}");
        var process = OwnedProcess.Start(new OwnedProcessStart(program, [.. arguments])
        {
            LogFile = folder.Path("output.log"),
            WorkingDirectory = folder.FullName,
            OwnsWorkingDirectory = true,
            Environment = new Dictionary<string, string>(environment) { ["Urls"] = address.ToString() },
        });
        return (process, folder);
    }

    private async Task<bool> IsReadyOrGoneAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_process.HasExited)
            return true;

        using var response = await _http.GetAsync(new Uri(Address, "health/ready"), cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private InvalidOperationException Failure(string what) =>
        new($"{Name} {what}. Its output:{Environment.NewLine}{Tail()}");
}
