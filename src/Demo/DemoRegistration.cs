using Demo.Seeding;
using Demo.Time;
using Gateway.Http;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Serilog.Core;

namespace Demo;

/// <summary>How the host sets up demo mode.</summary>
public sealed record DemoOptions
{
    /// <summary>The file that keeps how far the clock is ahead, from one start to the next.</summary>
    public required string ClockFile { get; init; }

    /// <summary>
    /// How long nothing may arrive before the transport counts as having delivered everything; zero where a message stays in
    /// its outbox until its consumers have committed.
    /// </summary>
    public required TimeSpan TransportSettles { get; init; }

    /// <summary>Whether a database without contracts gets the demo data.</summary>
    public required bool Data { get; init; }
}

/// <summary>Adds demo mode to a host with all three services.</summary>
public static class DemoRegistration
{
    /// <summary>
    /// Adds the demo clock in place of the system's, the tokens, the demo's part of the page, and the demo data. The data is sent over
    /// the bus as soon as everything has started.
    /// </summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, DemoTokenIssuer tokens, DemoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        var file = new DemoClockFile(options.ClockFile);
        services.AddSingleton(file);
        services.AddSingleton(new DemoClock(TimeProvider.System, file.Read()));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<DemoClock>()));
        services.AddSingleton(tokens);
        services.AddSingleton(options);
        services.AddSingleton(new PageOverlay(new EmbeddedFileProvider(typeof(DemoRegistration).Assembly, "Demo.wwwroot")));
        services.AddSingleton<DemoSeeding>();
        services.AddSingleton<DemoTime>();
        services.AddSingleton<IdleDetection>();
        services.AddSingleton<BusActivity>();
        services.AddReceiveObserver<BusActivity>(provider => provider.GetRequiredService<BusActivity>());

        if (options.Data)
        {
            services.AddSingleton<LogPause>();
            services.AddSingleton<ILogEventFilter>(provider => provider.GetRequiredService<LogPause>());
            services.AddSingleton<DemoSeeder>();
            services.AddSingleton<DemoScenario>();
            services.AddHostedService<DemoSeedingService>();
            services.AddHealthChecks().AddCheck<DemoSeeding>("demo data", tags: ["ready"]);
        }

        return services;
    }
}
