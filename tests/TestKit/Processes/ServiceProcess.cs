using System.Net;

namespace TestKit.Processes;

/// <summary>
/// The Host as a process of its own, with roles and configuration as given, on a port of its own and ready when returned.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan _optionalTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Time limits that never decide: a slow machine is no outage.</summary>
    public static IReadOnlyDictionary<string, string> Patience { get; } = new Dictionary<string, string>
    {
        ["Gateway__RequestTimeout"] = $"{HangGuard.Beyond}",
        ["Gateway__MaxCallWait"] = $"{HangGuard.Beyond}",
        ["Gateway__OptionalTimeout"] = $"{_optionalTimeout}",
        ["RabbitMq__StallTimeout"] = $"{HangGuard.Beyond}",
        ["Email__Timeout"] = $"{HangGuard.Limit}",
        ["Email__AttemptLease"] = $"{HangGuard.Beyond}",
    };

    private readonly TemporaryFolder _folder;
    private readonly OwnedProcessStart _start;
    private OwnedProcess _process;

    private ServiceProcess(TemporaryFolder folder, OwnedProcessStart start, Uri address)
    {
        _folder = folder;
        _start = start;
        _process = OwnedProcess.Start(start);
        Address = address;
        Http = new HttpClient { BaseAddress = address, Timeout = HangGuard.Limit };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>All that it has written to its console since it was first started.</summary>
    public string Log => _process.Output;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it and waits until <c>/health/ready</c> responds with 200.</summary>
    public static async Task<ServiceProcess> StartAsync(
        IEnumerable<string> roles,
        IReadOnlyDictionary<string, string> settings,
        int? port = null)
    {
        var service = Launch(roles, settings, port);
        try
        {
            await service.ReadyAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs it to its end, as <c>migrate</c> and a start with wrong configuration do: exit code and console output.</summary>
    public static async Task<(int ExitCode, string Log)> RunAsync(IEnumerable<string> roles, IReadOnlyDictionary<string, string> settings)
    {
        await using var service = Launch(roles, settings, port: null);
        await Eventually.Until(() => service.HasExited, what: $"{string.Join(' ', roles)} ends");
        return (service.ExitCode, service.Log);
    }

    /// <summary>Waits until it responds; says what it wrote when it ended instead.</summary>
    public async Task ReadyAsync()
    {
        try
        {
            await Eventually.Until(
                async () => HasExited || await HealthAsync() == HttpStatusCode.OK,
                what: $"{Address}health/ready responds with 200");
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}{Environment.NewLine}{_process.Tail()}", exception);
        }

        if (HasExited)
            throw new InvalidOperationException($"The host ended with {ExitCode}:{Environment.NewLine}{_process.Tail()}");
    }

    /// <summary>SIGTERM: it finishes what it has in hand.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts it again, on the same port with the same configuration, and waits until it is ready.</summary>
    public async Task RestartAsync()
    {
        await _process.StopAsync();
        await _process.DisposeAsync();
        _process = OwnedProcess.Start(_start);
        await ReadyAsync();
    }

    public void Suspend() => _process.Suspend();

    public void Resume() => _process.Resume();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static ServiceProcess Launch(IEnumerable<string> roles, IReadOnlyDictionary<string, string> settings, int? port)
    {
        if (!File.Exists(Repository.HostAssembly))
            throw new InvalidOperationException($"{Repository.HostAssembly} is missing: dotnet build src/Host.");

        var folder = new TemporaryFolder("host");
        var address = new Uri($"http://127.0.0.1:{port ?? FreePort.Next()}/");
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["Urls"] = address.ToString(),
            ["ConnectionStrings__Feedback"] = SqliteFile(folder, "feedback.db"),
            ["ConnectionStrings__Notifications"] = SqliteFile(folder, "notifications.db"),
        };
        foreach (var (key, value) in Patience.Concat(settings))
            environment[key] = value;

        var start = new OwnedProcessStart("dotnet", [Repository.HostAssembly, .. roles])
        {
            LogFile = folder.Path("output.log"),
            WorkingDirectory = Path.Combine(Repository.Root, "src", "Host"),
            Environment = environment,
        };
        return new ServiceProcess(folder, start, address);
    }

    private static string SqliteFile(TemporaryFolder folder, string name) =>
        $"Data Source={folder.Path(name)};Default Timeout={HangGuard.Limit.TotalSeconds}";

    private async Task<HttpStatusCode> HealthAsync()
    {
        // Longer than any of its checks waits.
        using var patience = new CancellationTokenSource(2 * _optionalTimeout);
        using var response = await Http.GetAsync("health/ready", patience.Token);
        return response.StatusCode;
    }
}
