using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// Deletes the rows of the inbox whose window has passed, in batches, once a minute. It does nothing if no window is configured.
/// </summary>
internal sealed partial class InboxCleanup<TDbContext>(
    IServiceScopeFactory scopes,
    IOptionsMonitor<OutboxOptions> options,
    TimeProvider clock,
    DatabaseClock<TDbContext> databaseClock,
    ILogger<InboxCleanup<TDbContext>> logger)
    : PeriodicService(TimeSpan.FromMinutes(1), clock)
    where TDbContext : DbContext
{
    private const int BatchSize = 1000;

    private readonly TimeSpan? _window = options.Of<TDbContext>().DuplicateDetectionWindow;

    /// <exception cref="InvalidOperationException">A window is configured, and the model has no inbox.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_window is null)
            return;

        await using (var scope = scopes.CreateAsyncScope())
        {
            if (scope.ServiceProvider.GetRequiredService<TDbContext>().Model.FindEntityType(typeof(InboxMessage)) is null)
            {
                throw new InvalidOperationException(
                    $"The outbox option {nameof(OutboxOptions.DuplicateDetectionWindow)} of {typeof(TDbContext).Name} needs a table: "
                    + $"call {nameof(InboxModel.AddInbox)} in OnModelCreating.");
            }
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (await DeleteAsync(stoppingToken) == BatchSize)
        {
        }
    }

    protected override void LogFailed(Exception failure) => LogFailed(failure, typeof(TDbContext).Name);

    private async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        if (await databaseClock.NowAsync(cancellationToken) is not { } now)
            return 0;

        var expired = now - _window!.Value;
        return await scopes.WriteAsync(
            (TDbContext db) => db.Set<InboxMessage>()
                .Where(row => row.HandledAt <= expired).OrderBy(row => row.HandledAt).Take(BatchSize)
                .ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "{Context}: old rows of the inbox could not be deleted yet; trying again in a minute")]
    private partial void LogFailed(Exception failure, string context);
}
