using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Retention;

/// <summary>Runs the <see cref="RetentionSweep{TDbContext}"/> each hour.</summary>
internal sealed partial class RetentionService<TDbContext>(
    RetentionSweep<TDbContext> sweep, TimeProvider clock, ILogger<RetentionService<TDbContext>> logger) : BackgroundService
    where TDbContext : DbContext
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in sweep.Kinds)
            MessagingTelemetry.CountSwept<TDbContext>(kind, 0);

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sweep.RunAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure, typeof(TDbContext).Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Context}: what is kept for a time only could not all be deleted; trying again in an hour")]
    private partial void LogFailed(Exception failure, string context);
}

/// <summary>Adds the sweep to a service.</summary>
public static class RetentionRegistration
{
    /// <summary>
    /// Deletes each hour what the rules say. Needs
    /// <see cref="MessagingRegistration.AddEntityFrameworkOutbox{TDbContext}"/>, whose clock it goes by.
    /// </summary>
    public static IServiceCollection AddRetention<TDbContext>(
        this IServiceCollection services, Func<IServiceProvider, IEnumerable<RetentionRule<TDbContext>>> rules)
        where TDbContext : DbContext
    {
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<RetentionSweep<TDbContext>>(provider, rules(provider)));
        return services.AddHostedService<RetentionService<TDbContext>>();
    }
}
