using Feedback.Saga;
using Feedback.Saga.Persistence;
using Gateway;
using Gateway.Operations;
using Gateway.Upstream;
using Host.Configuration;
using Host.Database;
using Host.Health;
using Host.Logging;
using Host.Persistence;
using Host.Roles;
using Host.Transport;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Notifications;
using Notifications.Persistence;

namespace Host.Services;

/// <summary>
/// Puts together the services that this process's roles name. For <c>migrate</c> those are the two that have a database
/// and lasting queues.
/// </summary>
internal static class FeedbackServices
{
    private const HostRoles WithSaga = HostRoles.Saga | HostRoles.Migrate;
    private const HostRoles WithNotifications = HostRoles.Notifications | HostRoles.Migrate;

    /// <summary>Adds them; where no authority is configured, the gateway accepts the tokens of the development issuer.</summary>
    public static void AddFeedbackServices(
        this IServiceCollection services, IConfiguration configuration, HostSettings settings, GatewayAuthentication? developmentIssuer = null)
    {
        var provider = settings.Database.Provider;
        if (settings.Database.Feedback is { } feedback)
        {
            services.AddDatabase<FeedbackDbContext, SqliteFeedbackDbContext, PostgresFeedbackDbContext, SqlServerFeedbackDbContext>(
                provider, feedback, DatabaseNames.Feedback);
            services.AddFeedbackSaga(configuration);
        }

        if (settings.Database.Notifications is { } notifications)
        {
            services.AddDatabase<NotificationsDbContext, SqliteNotificationsDbContext, PostgresNotificationsDbContext, SqlServerNotificationsDbContext>(
                provider, notifications, DatabaseNames.Notifications);
            services.AddNotifications(configuration);
        }

        if (settings.Roles.HasFlag(HostRoles.Gateway))
            services.AddGateway(configuration, developmentIssuer);

        services.AddBus(settings, bus => AddEndpoints(bus, settings.Roles), deployTopologyOnly: settings.Roles == HostRoles.Migrate);
        if (settings.Transport.Kind == TransportKind.InMemory)
        {
            services.ConfigureAll<OutboxOptions>(outbox => outbox.KeepUntilConsumed = true);
            services.Replace(ServiceDescriptor.Singleton<IUpstreamPublisher, InMemoryUpstreamPublisher>());
        }
        else if (settings.Transport.RabbitMq is { } rabbitMq)
        {
            services.Replace(ServiceDescriptor.Singleton<IQueueDepths>(new RabbitMqQueueDepths(rabbitMq)));
        }
    }

    /// <summary>The gateway's routes; without the gateway the process answers health questions alone.</summary>
    public static void MapFeedbackServices(this WebApplication app, HostSettings settings)
    {
        if (settings.Roles.HasFlag(HostRoles.Gateway))
        {
            app.UseRequestLogging();
            app.MapGateway();
        }
        else
        {
            app.MapHealth();
        }
    }

    private static void AddEndpoints(IBusRegistrationConfigurator bus, HostRoles roles)
    {
        if ((roles & WithSaga) != 0)
            bus.AddFeedbackSagaEndpoints();

        if ((roles & WithNotifications) != 0)
            bus.AddNotificationsEndpoints();

        if (roles.HasFlag(HostRoles.Gateway))
            bus.AddGatewayEndpoints();
    }
}
