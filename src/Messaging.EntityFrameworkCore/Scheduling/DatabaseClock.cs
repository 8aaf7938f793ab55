using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>
/// Compares the process's clock with the database server's, which all processes share: what can't be undone, such as a message that is
/// handled, a timer that fires or a row that is deleted for its age, happens only while the two agree to
/// <see cref="OutboxOptions.ClockTolerance"/> (R52). SQLite has no clock of its own.
/// </summary>
public sealed partial class DatabaseClock<TDbContext>(
    IServiceScopeFactory scopes, TimeProvider clock, IOptionsMonitor<OutboxOptions> options, ILogger<DatabaseClock<TDbContext>> logger)
    where TDbContext : DbContext
{
    private readonly TimeSpan? _tolerance = options.Of<TDbContext>().ClockTolerance;
    private readonly Lock _telling = new();
    private readonly SingleFlight<string?> _comparing = new();
    private bool _differs;
    private ClockComparison? _last;

    /// <summary>What the process's clock says, if it may be trusted; null if it differs from the database's.</summary>
    public async Task<DateTimeOffset?> NowAsync(CancellationToken cancellationToken) =>
        await CompareAsync(cancellationToken) is { Fault: null } comparison ? comparison.Now : null;

    /// <summary>How the process's clock differs from the database's; null if it may be trusted.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellationToken) => (await CompareAsync(cancellationToken)).Fault;

    /// <summary>
    /// Returns if the process's clock may be trusted. It reads the database's clock only where no comparison of the last seconds holds:
    /// against the time since then, a clock that is set shows at once. All who ask meanwhile share one reading, so that a database that is
    /// away or has just come back is not met by a connection for each message that waits.
    /// </summary>
    /// <exception cref="ClockDiffersException">It differs from the database's.</exception>
    public async Task ThrowIfDiffersAsync(CancellationToken cancellationToken)
    {
        if (_tolerance is null || Volatile.Read(ref _last)?.StillAgrees(clock.GetUtcNow()) == true)
            return;

        if (await _comparing.JoinAsync(() => FaultAsync(CancellationToken.None), cancellationToken) is { } fault)
            throw new ClockDiffersException(fault);
    }

    private async Task<(DateTimeOffset Now, string? Fault)> CompareAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow();
        if (_tolerance is not { } tolerance)
            return (before, null);

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        if (DatabaseDialect.Of(db).ClockStatement is not { } statement)
            return (before, null);

        var read = await db.Database.SqlQueryRaw<DateTime>(statement).ToListAsync(cancellationToken);
        var database = new DateTimeOffset(DateTime.SpecifyKind(read.Single(), DateTimeKind.Utc));
        var comparison = new ClockComparison(before, database, clock.GetUtcNow(), tolerance, "the database server's");
        Volatile.Write(ref _last, comparison);
        Tell(comparison.Fault);
        return (before, comparison.Fault);
    }

    private void Tell(string? fault)
    {
        lock (_telling)
        {
            if (_differs == fault is not null)
                return;

            _differs = fault is not null;
        }

        if (fault is not null)
            LogDiffers(typeof(TDbContext).Name, fault);
        else
            LogAgrees(typeof(TDbContext).Name);
    }

    [LoggerMessage(
        LogLevel.Error,
        "{Context}: {Fault}: no message is handled, no timer fires, and nothing is deleted for its age, until they agree")]
    private partial void LogDiffers(string context, string fault);

    [LoggerMessage(LogLevel.Information, "{Context}: the clock of this process agrees with the database server's again")]
    private partial void LogAgrees(string context);
}

/// <summary>
/// The process's clock differs from the database server's, so nothing is decided by it (R52). It counts as an outage, see
/// <see cref="DatabaseFailures.IsUnavailable"/>: a message waits, and is handled when the two agree again.
/// </summary>
public sealed class ClockDiffersException(string fault) : Exception($"Nothing is decided by it: {fault}.");
