using System.Globalization;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>
/// Compares the process's clock with the database server's, which all processes share: what can't be undone, such as a timer that
/// fires or a row that is deleted for its age, happens only while the two agree to <see cref="OutboxOptions.ClockTolerance"/> (R52).
/// SQLite has no clock of its own.
/// </summary>
public sealed partial class DatabaseClock<TDbContext>(
    IServiceScopeFactory scopes, TimeProvider clock, IOptionsMonitor<OutboxOptions> options, ILogger<DatabaseClock<TDbContext>> logger)
    where TDbContext : DbContext
{
    private readonly TimeSpan? _tolerance = options.Of<TDbContext>().ClockTolerance;
    private readonly Lock _telling = new();
    private bool _differs;

    /// <summary>What the process's clock says, if it may be trusted; null if it differs from the database's.</summary>
    public async Task<DateTimeOffset?> NowAsync(CancellationToken cancellationToken) =>
        await CompareAsync(cancellationToken) is { Fault: null } comparison ? comparison.Now : null;

    /// <summary>How the process's clock differs from the database's; null if it may be trusted.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellationToken) => (await CompareAsync(cancellationToken)).Fault;

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
        var fault = FaultOf(before, database, clock.GetUtcNow(), tolerance);
        Tell(fault);
        return (before, fault);
    }

    /// <summary>The database was read between two readings of the process's clock, however long that took.</summary>
    private static string? FaultOf(DateTimeOffset before, DateTimeOffset database, DateTimeOffset after, TimeSpan tolerance)
    {
        if (before - database > tolerance)
            return $"the clock of this process is {Text(before - database)} ahead of the database server's";

        return database - after > tolerance ? $"the clock of this process is {Text(database - after)} behind the database server's" : null;
    }

    private static string Text(TimeSpan difference) =>
        TimeSpan.FromSeconds(Math.Round(difference.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);

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

    [LoggerMessage(LogLevel.Error, "{Context}: {Fault}: no timer fires, and nothing is deleted for its age, until they agree")]
    private partial void LogDiffers(string context, string fault);

    [LoggerMessage(LogLevel.Information, "{Context}: the clock of this process agrees with the database server's again")]
    private partial void LogAgrees(string context);
}
