using Feedback.Saga;
using Host.Databases;
using Host.Observability;
using Host.Transport;
using Notifications;

namespace Host.Configuration;

/// <summary>Everything that Host itself is configured with, read and checked before anything else happens.</summary>
internal sealed record HostSettings(
    HostRoles Roles,
    TransportSettings Transport,
    DatabaseSettings Database,
    DemoSettings Demo,
    TelemetrySettings Telemetry,
    IReadOnlyList<ListeningAddress> Addresses,
    TimeSpan ShutdownTimeout,
    TimeSpan CallTimeout)
{
    public static HostSettings Read(IConfiguration configuration, HostRoles roles, IHostEnvironment environment)
    {
        UnknownKeys.Refuse(configuration);
        var settings = new SettingsReader(configuration);
        var transport = TransportSettings.Read(settings, roles, environment);
        var database = DatabaseSettings.Read(settings, roles, LoadOf(configuration, transport.MessagesPerEndpoint));
        var demo = DemoSettings.Read(settings, roles, environment);

        AuthenticationCheck.Run(settings, configuration, roles, demo, environment);
        DevelopmentDefaults.Refuse(settings, configuration, roles, database.Provider, demo, environment);

        return new HostSettings(
            roles,
            transport,
            database,
            demo,
            TelemetrySettings.Read(settings),
            ListeningAddresses.Read(settings, roles, environment),
            settings.Duration("Shutdown:Timeout", TimeSpan.FromSeconds(30)),
            settings.Duration("Gateway:RequestTimeout", TimeSpan.FromSeconds(10)));
    }

    private static MessageLoad LoadOf(IConfiguration configuration, int perEndpoint) => new(
        FeedbackSagaRegistration.ConcurrentMessages(perEndpoint),
        NotificationsRegistration.ConcurrentMessages(configuration, perEndpoint));
}
