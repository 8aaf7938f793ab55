using System.Diagnostics;
using System.Text;
using TestKit;
using TestKit.Processes;

namespace EndToEnd.Tests.Tour;

/// <summary>One shell at the repository's root for all commands of a tour, as one terminal would be. What it starts ends with it.</summary>
internal sealed class Bash : IAsyncDisposable
{
    private const string Done = "----- done -----";

    private readonly Process _bash;
    private readonly Task<string> _errors;

    public Bash(IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo("bash", ["-s"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;

        _bash = Process.Start(start)!;
        _errors = _bash.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs the commands, and returns what they print.</summary>
    public async Task<string> RunAsync(string commands)
    {
        await _bash.StandardInput.WriteAsync($"{commands}\necho; echo '{Done}'\n");
        var output = new StringBuilder();
        while (await _bash.StandardOutput.ReadLineAsync().OrHang(commands) is { } line)
        {
            if (line == Done)
                return output.ToString();

            output.AppendLine(line);
        }

        throw new InvalidOperationException($"The shell ended after{Environment.NewLine}{commands}{await _errors}");
    }

    /// <summary>Closes the shell, and returns what it and all that ran in it have complained about.</summary>
    public async Task<string> CloseAsync()
    {
        _bash.StandardInput.Close();
        return await _errors.OrHang();
    }

    public async ValueTask DisposeAsync()
    {
        _bash.Kill(entireProcessTree: true);
        await _bash.WaitForExitAsync();
        _bash.Dispose();
    }
}
