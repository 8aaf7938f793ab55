using System.Diagnostics;
using Feedback.Saga.Persistence;
using Host.Logging;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Host.Demo.Data;

/// <summary>
/// Has the demo data's stories played at the first start on a database without contracts. They are one line in the log:
/// what they tell has happened long ago.
/// </summary>
internal sealed partial class DemoData(
    IServiceScopeFactory scopes, DemoClock clock, DemoPlay play, LogPause pause, ILogger<DemoData> logger) : IHostedLifecycleService
{
    private bool _isWanted;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _isWanted = !await HoldsContractsAsync(cancellationToken);
        if (_isWanted)
            clock.SetBack(DemoPlay.Length);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_isWanted)
            return;

        var watch = Stopwatch.StartNew();
        try
        {
            pause.IsOn = true;
            await play.PlayAsync(cancellationToken);

            pause.IsOn = false;
            LogPlayed(DemoContracts.All.Count, watch.ElapsedMilliseconds);
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException or RequestException)
        {
            LogIncomplete(exception);
        }
        finally
        {
            pause.IsOn = false;
            clock.CatchUp(TimeSpan.Zero);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> HoldsContractsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().Database;
        var contracts = database.IsSqlite()
            ? database.SqlQueryRaw<int>("SELECT COUNT(*) AS \"Value\" FROM contracts")
            : database.SqlQueryRaw<int>("SELECT COUNT(*) AS \"Value\" FROM feedback.contracts");

        return await contracts.SingleAsync(cancellationToken) > 0;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The demo data is incomplete; remove the database (the folder data/) and start again")]
    private partial void LogIncomplete(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo data: {Contracts} contracts, played in {Milliseconds} ms; sign in as u-ana (freelancer) or u-maria (client)")]
    private partial void LogPlayed(int contracts, long milliseconds);
}
