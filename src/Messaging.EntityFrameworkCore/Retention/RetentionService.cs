using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Shared;

namespace Messaging.EntityFrameworkCore.Retention;

/// <summary>Runs the <see cref="RetentionSweep{TDbContext}"/> each hour.</summary>
internal sealed partial class RetentionService<TDbContext>(
    RetentionSweep<TDbContext> sweep, TimeProvider clock, ILogger<RetentionService<TDbContext>> logger)
    : PeriodicService(TimeSpan.FromHours(1), clock)
    where TDbContext : DbContext
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in sweep.Kinds)
            MessagingTelemetry.CountSwept<TDbContext>(kind, 0);

        return base.StartAsync(cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken stoppingToken) => sweep.RunAsync(stoppingToken);

    protected override void LogFailed(Exception failure) => LogFailed(failure, typeof(TDbContext).Name);

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
