using Feedback.Bench.Floor;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Running;

/// <summary>What the scenarios of one run share.</summary>
internal sealed class BenchRun : IAsyncDisposable
{
    private const string TemplateDatabase = "samples";

    private BenchRun(BenchServers servers, BenchOptions options, Report report, SampleRows samples)
    {
        Servers = servers;
        Options = options;
        Report = report;
        Samples = samples;
    }

    public BenchServers Servers { get; }

    public BenchOptions Options { get; }

    public Report Report { get; }

    public SampleRows Samples { get; }

    public FloorGauge Floor { get; private set; } = null!;

    public static async Task<BenchRun> StartAsync(BenchServers servers, BenchOptions options, CancellationToken cancellationToken)
    {
        var report = new Report(await Machine.ReadAsync(servers));
        var samples = await RecordSamplesAsync(servers, cancellationToken);
        var run = new BenchRun(servers, options, report, samples);
        run.Floor = await FloorGauge.StartAsync(run, cancellationToken);
        return run;
    }

    /// <summary>A system whose database has the services' tables and the samples.</summary>
    public Task<BenchSystem> SetUpAsync(string name) => BenchSystem.SetUpAsync(Servers, name, TemplateDatabase);

    /// <summary>The count, or a tenth of it when it has to be quick.</summary>
    public int Scaled(int count) => Options.Quick ? Math.Max(1, count / 10) : count;

    public ValueTask DisposeAsync() => Floor.DisposeAsync();

    private static async Task<SampleRows> RecordSamplesAsync(BenchServers servers, CancellationToken cancellationToken)
    {
        var system = await BenchSystem.SetUpAsync(servers, TemplateDatabase);
        try
        {
            await system.MigrateAsync();
            await system.StartAsync("saga", cancellationToken);
            await system.StartAsync("notifications", cancellationToken);
            return await SampleRecorder.RecordAsync(system, cancellationToken);
        }
        finally
        {
            await system.CloseAsync();
        }
    }
}
