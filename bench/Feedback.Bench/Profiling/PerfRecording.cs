using System.Diagnostics;
using TestKit.Processes;

namespace Feedback.Bench.Profiling;

/// <summary>Samples the stacks of one process with Linux's perf, from its start to <see cref="StopAsync"/>.</summary>
internal sealed class PerfRecording : IDisposable
{
    private const string SamplesPerSecond = "499";

    private readonly TemporaryFolder _folder;
    private readonly Process _perf;

    private PerfRecording(TemporaryFolder folder, Process perf)
    {
        _folder = folder;
        _perf = perf;
    }

    /// <summary>What a .NET process needs in its environment for perf to see the names of its methods.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_PerfMapEnabled"] = "1",
        ["DOTNET_EnableWriteXorExecute"] = "0",
    };

    public static PerfRecording Start(int processId)
    {
        var folder = new TemporaryFolder("perf");
        string[] arguments = ["record", "-q", "-F", SamplesPerSecond, "-g", "-p", $"{processId}", "-o", folder.Path("perf.data")];
        return new PerfRecording(folder, Process.Start(new ProcessStartInfo("perf", arguments) { RedirectStandardError = true })!);
    }

    public async Task<StackProfile> StopAsync(CancellationToken cancellationToken)
    {
        using (var interrupt = Process.Start("kill", ["-INT", $"{_perf.Id}"]))
            await interrupt.WaitForExitAsync(cancellationToken);

        await _perf.WaitForExitAsync(cancellationToken);
        string[] arguments = ["script", "-i", _folder.Path("perf.data"), "-F", "ip,sym,dso"];
        using var script = Process.Start(new ProcessStartInfo("perf", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = script.StandardError.ReadToEndAsync(cancellationToken);
        var profile = await StackProfile.ReadAsync(script.StandardOutput, cancellationToken);
        await script.WaitForExitAsync(cancellationToken);
        return profile.Samples > 0 ? profile : throw new InvalidOperationException($"perf saw nothing. {await errors}");
    }

    public void Dispose()
    {
        if (!_perf.HasExited)
            _perf.Kill();

        _perf.Dispose();
        _folder.Dispose();
    }
}
