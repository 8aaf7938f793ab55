using System.Diagnostics;
using Demo.Time;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Demo.Seeding;

/// <summary>
/// Runs the demo scenario at the first start on a database without contracts, while the page answers already. It is one line in the log:
/// what it sends happened long ago.
/// </summary>
internal sealed partial class DemoSeedingService(
    IServiceScopeFactory scopes,
    DemoClock clock,
    DemoScenario scenario,
    DemoSeeding seeding,
    LogPause pause,
    ILogger<DemoSeedingService> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        seeding.IsUnderWay = !await HoldsContractsAsync(cancellationToken);
        if (seeding.IsUnderWay)
            clock.SetBack(DemoScenario.Length);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (seeding.IsUnderWay)
            _run = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            pause.IsOn = true;
            await scenario.RunAsync(cancellationToken);

            pause.IsOn = false;
            LogSeeded(DemoContracts.All.Count, watch.ElapsedMilliseconds);
        }
        catch (Exception exception)
        {
            LogIncomplete(exception);
        }
        finally
        {
            pause.IsOn = false;
            clock.CatchUp(TimeSpan.Zero);
            seeding.IsUnderWay = false;
        }
    }

    private async Task<bool> HoldsContractsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        var sql = db.GetService<ISqlGenerationHelper>();
        var (value, contracts) = (sql.DelimitIdentifier("Value"), sql.DelimitIdentifier("contracts", FeedbackDbContext.Schema));
        var query = $"SELECT COUNT(*) AS {value} FROM {contracts}";

        return await db.Database.SqlQueryRaw<int>(query).SingleAsync(cancellationToken) > 0;
    }

    [LoggerMessage(LogLevel.Error, "The demo data is incomplete; remove the database (the folder data/) and start again")]
    private partial void LogIncomplete(Exception exception);

    [LoggerMessage(
        LogLevel.Information,
        "Demo data: {Contracts} contracts, played in {Milliseconds} ms; sign in as u-ana (freelancer) or u-maria (client)")]
    private partial void LogSeeded(int contracts, long milliseconds);
}
