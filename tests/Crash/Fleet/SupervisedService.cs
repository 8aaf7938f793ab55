using TestKit.Processes;

namespace Crash.Fleet;

/// <summary>
/// One process of the Host, kept running like a service manager does: when it ends by itself it is started again, and
/// that is counted.
/// </summary>
internal sealed class SupervisedService(string name, OwnedProcessStart start, Uri address) : IAsyncDisposable
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
    private readonly List<int> _exits = [];
    private OwnedProcess? _process;
    private Task _supervising = Task.CompletedTask;
    private bool _wanted;

    public string Name => name;

    /// <summary>The exit codes with which it ended without having been killed.</summary>
    public IReadOnlyList<int> Exits => _exits;

    /// <summary>All that it has written, whichever of its processes did.</summary>
    public string Log => _process?.Output ?? "";

    public async Task StartAsync()
    {
        await TurnAsync(BeginAsync);
        if (_supervising.IsCompleted)
            _supervising = SuperviseAsync();
    }

    /// <summary>kill -9; it stays dead until <see cref="StartAsync"/>.</summary>
    public Task KillAsync() => TurnAsync(async () =>
    {
        _wanted = false;
        await _process!.KillAsync();
    });

    public void Pause() => _process!.Suspend();

    public void Resume() => _process!.Resume();

    /// <summary>Whether it says that its broker and its database are there.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync("health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public string Tail(int lines) => _process?.Tail(lines) ?? "";

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _supervising;
        if (_process is not null)
        {
            await _process.KillAsync();
            await _process.DisposeAsync();
        }

        _http.Dispose();
        _stopping.Dispose();
        _turn.Dispose();
    }

    private async Task BeginAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();

        _process = OwnedProcess.Start(start);
        _wanted = true;
    }

    private async Task SuperviseAsync()
    {
        using var timer = new PeriodicTimer(_look);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await TurnAsync(async () =>
                {
                    if (!_wanted || !_process!.HasExited)
                        return;

                    _exits.Add(_process.ExitCode);
                    await BeginAsync();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task TurnAsync(Func<Task> action)
    {
        await _turn.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            _turn.Release();
        }
    }
}
