using Host.Configuration;
using Host.Database;
using Host.Demo.Data;
using Host.Transport;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Host.Demo;

/// <summary>Adds demo mode: its clock in place of the system's, its token issuer, and its data.</summary>
internal static class DemoRegistration
{
    public static void AddDemo(this IServiceCollection services, HostSettings settings, DemoIssuer issuer)
    {
        var file = new DemoClockFile(ClockPath(settings.Database));

        services.AddSingleton(file);
        services.AddSingleton(new DemoClock(TimeProvider.System, file.Read()));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<DemoClock>()));
        services.AddSingleton(issuer);
        services.AddSingleton<DemoTime>();

        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Quiet>(
            provider, settings.Transport.Kind == TransportKind.InMemory ? TimeSpan.Zero : Quiet.BrokerSettles));
        services.AddSingleton<BusActivity>();
        services.AddReceiveObserver<BusActivity>(provider => provider.GetRequiredService<BusActivity>());

        if (settings.Demo.Data)
        {
            services.AddSingleton<DemoStage>();
            services.AddSingleton<DemoPlay>();
            services.AddHostedService<DemoData>();
        }
    }

    private static string ClockPath(DatabaseSettings database) => database.Provider == DatabaseProvider.Sqlite
        ? Path.Combine(Path.GetDirectoryName(SqliteFiles.PathOf(database.Feedback!))!, "demo-clock")
        : Path.GetFullPath(Path.Combine("data", "demo-clock"));
}
