using System.Diagnostics;

namespace TestKit.Processes;

/// <summary>
/// A process of its own session, with its output in a file, that ends with us: disposal ends it and what descends from
/// it, and if we are killed a watchdog does. Nothing that it did not start is ever touched.
/// </summary>
public sealed class OwnedProcess : IAsyncDisposable
{
    /// <summary>For an orderly end that nobody relies on: what is disposed of is killed after that.</summary>
    private static readonly TimeSpan _courtesy = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Process _watchdog;
    private readonly OwnedProcessStart _start;

    private OwnedProcess(OwnedProcessStart start, Process process, Process watchdog)
    {
        _start = start;
        _process = process;
        _watchdog = watchdog;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>All that it has written so far.</summary>
    public string Output
    {
        get
        {
            if (!File.Exists(_start.LogFile))
                return "";

            using var stream = new FileStream(_start.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }

    public static OwnedProcess Start(OwnedProcessStart start)
    {
        // setsid and setpriv replace themselves by what they start, so that the id is that of the program.
        var info = new ProcessStartInfo("setsid") { WorkingDirectory = start.WorkingDirectory };
        foreach (var argument in (string[])["sh", "-c", "exec \"$@\" </dev/null >>\"$0\" 2>&1", start.LogFile])
            info.ArgumentList.Add(argument);

        if (start.User is { } user)
            foreach (var argument in (string[])["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--"])
                info.ArgumentList.Add(argument);

        info.ArgumentList.Add(start.Program);
        foreach (var argument in start.Arguments)
            info.ArgumentList.Add(argument);

        foreach (var (key, value) in start.Environment)
            info.Environment[key] = value;

        var process = Process.Start(info)!;
        return new OwnedProcess(start, process, StartWatchdog(process.Id, start));
    }

    /// <summary>Signals it to stop and waits; what hangs is killed, and that is an error.</summary>
    public async Task StopAsync()
    {
        if (HasExited)
            return;

        _start.StopSignal.SendTo(Id);
        if (await ExitsWithin(HangGuard.Limit))
            return;

        await KillAsync();
        throw new TimeoutException($"{_start.Program} did not stop. Its output:{Environment.NewLine}{Tail()}");
    }

    /// <summary>kill -9 for it and all that descends from it; returns when they are gone.</summary>
    public async Task KillAsync()
    {
        if (HasExited)
            return;

        var tree = Suspend();
        foreach (var id in tree)
            Signal.Kill.SendTo(id);

        await ExitsWithin(HangGuard.Limit);
        await Eventually.Until(() => !tree.Any(ProcessTree.IsRunning));
    }

    /// <summary>SIGSTOP: it keeps its connections and responds to nothing until <see cref="Resume"/>.</summary>
    public IReadOnlyList<int> Suspend()
    {
        Signal.Stop.SendTo(Id);
        var tree = ProcessTree.Of(Id);
        foreach (var id in tree.Skip(1))
            Signal.Stop.SendTo(id);

        return tree;
    }

    public void Resume()
    {
        foreach (var id in ProcessTree.Of(Id).Reverse())
            Signal.Continue.SendTo(id);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!HasExited)
            {
                Resume();
                _start.StopSignal.SendTo(Id);
                if (!await ExitsWithin(_courtesy))
                    await KillAsync();
            }
        }
        finally
        {
            await _watchdog.StandardInput.WriteLineAsync("over");
            _watchdog.StandardInput.Close();
            await _watchdog.WaitForExitAsync();
            _watchdog.Dispose();
            _process.Dispose();
        }
    }

    /// <summary>The last lines of its output.</summary>
    public string Tail(int lines = 40) => string.Join(Environment.NewLine, Output.Split('\n').TakeLast(lines));

    private async Task<bool> ExitsWithin(TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits for a word; when our end of the pipe closes without one, we died: then it ends the process.</summary>
    private static Process StartWatchdog(int processId, OwnedProcessStart start)
    {
        const string script = """
            read -r word && exit 0
            exec 2>/dev/null
            kill -s CONT -- "-$1"; kill -s "$2" -- "-$1"
            for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; [ -d "/proc/$1" ] || break; done
            kill -s KILL -- "-$1"
            [ -z "$3" ] || rm -rf "$3"
            """;
        var info = new ProcessStartInfo("setsid") { RedirectStandardInput = true };
        var folder = start.OwnsWorkingDirectory ? start.WorkingDirectory : "";
        var signal = start.AbandonSignal is Signal.Interrupt ? "INT" : "KILL";
        foreach (var argument in (string[])["sh", "-c", script, "watchdog", $"{processId}", signal, folder])
            info.ArgumentList.Add(argument);

        return Process.Start(info)!;
    }
}
