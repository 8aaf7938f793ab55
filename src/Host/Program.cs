using Demo;
using Feedback.Saga;
using Gateway;
using Gateway.Operations;
using Host.Commands;
using Host.Configuration;
using Host.Databases;
using Host.Observability;
using Host.Transport;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Notifications;

namespace Host;

/// <summary>Runs what the command line asks for. A start that fails writes one line to stderr and exits with code 1.</summary>
internal static class Program
{
    private const int Refused = 1;
    private static readonly TimeSpan _timeToSayWhy = TimeSpan.FromSeconds(5);

    public static async Task<int> Main(string[] arguments)
    {
        try
        {
            return await HostCommands.RunAsync(arguments);
        }
        catch (Exception exception) when (StartFailure.Describe(exception) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return Refused;
        }
    }

    /// <summary>The program with those keys and roles, put together and not yet started.</summary>
    public static (WebApplication App, HostSettings Settings) Build(string[] configuration, HostRoles roles)
    {
        var builder = CreateBuilder(configuration);
        var settings = HostSettings.Read(builder.Configuration, roles, builder.Environment);
        return (Build(builder, settings), settings);
    }

    /// <summary>
    /// A builder that finds <c>appsettings.json</c> wherever the process is started from: in the current folder, as
    /// <c>dotnet run</c> and the container do it, or else beside the program.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] arguments) =>
        WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = arguments,
            ContentRootPath = File.Exists("appsettings.json") ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory,
        });

    /// <summary>
    /// Puts the program together: the services that the roles name, each with its database, on one transport. Background
    /// services start in the order in which they are added here, then the web server, and at last the <see cref="Intake"/>: until then
    /// /health/live answers already, also while the process waits for its broker.
    /// </summary>
    public static WebApplication Build(WebApplicationBuilder builder, HostSettings settings)
    {
        var (services, configuration, roles) = (builder.Services, builder.Configuration, settings.Roles);
        var demoTokens = settings.Demo.Enabled ? new DemoTokenIssuer() : null;
        if (settings.Demo.Enabled)
        {
            configuration["Feedback:Policy:AllowNotNow"] ??= "true";

            // The demo's clock jumps: what is late by it is under way.
            configuration["Feedback:Reconciliation:Interval"] ??= "00:00:00";
            configuration["Notifications:Reconciliation:Interval"] ??= "00:00:00";
        }

        builder.WebHost.Use(settings.Addresses);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        services.TryAddSingleton(TimeProvider.System);
        builder.AddLogging(settings.Telemetry.Logs, TelemetryRegistration.ServiceName(roles), servesHttp: roles.IncludeGateway());
        services.AddTelemetry(settings.Telemetry, roles);
        services.AddHealthChecks();
        services.AddHealthLog();
        services.LimitHealthChecks(settings.CallTimeout);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout);

        services.AddSchemaCheck(settings.Database);
        if (roles.IncludeSaga())
        {
            services.AddFeedbackDatabase(settings.Database, settings.CallTimeout);
            services.AddFeedbackSaga(configuration);
        }

        if (roles.IncludeNotifications())
        {
            services.AddNotificationsDatabase(settings.Database, settings.CallTimeout);
            services.AddNotifications(configuration);
        }

        if (roles.IncludeGateway())
            services.AddGateway(configuration, Topology.PublishedEvents, demoTokens?.Authentication);

        services.AddTransport(settings, bus =>
        {
            if (roles.IncludeSaga())
            {
                bus.AddFeedbackSagaEndpoints();
                bus.AddFeedbackErrorQueues();
            }

            if (roles.IncludeNotifications())
            {
                bus.AddNotificationsEndpoints();
                bus.AddNotificationsErrorQueues();
            }

            if (roles.IncludeGateway())
                bus.AddGatewayEndpoints();
        });

        if (demoTokens is not null)
        {
            services.AddDemo(demoTokens, DemoOptionsOf(settings));

            // The demo moves its clock on purpose.
            services.PostConfigureAll<OutboxOptions>(outbox => outbox.ClockTolerance = null);
            services.LetGatewayClockDiffer();
        }

        var app = builder.Build();
        if (roles != HostRoles.Migrate)
            app.MapRoutes(settings);

        return app;
    }

    /// <summary>The gateway's routes, or health alone where the process has no gateway.</summary>
    private static void MapRoutes(this WebApplication app, HostSettings settings)
    {
        if (settings.Roles.IncludeGateway())
        {
            if (settings.Roles == HostRoles.Embedded)
                app.UseStartGate(settings.CallTimeout);

            app.UseRequestLogging();
            app.MapGateway();
        }
        else
        {
            app.MapHealth();
        }

        app.MapTelemetry(settings.Telemetry);
        if (settings.Demo.Enabled)
            app.MapDemo();
    }

    /// <summary>
    /// What answers nothing is not ready. Checks wait no longer than a call may, and then say why; one that says nothing even then is given
    /// up.
    /// </summary>
    private static void LimitHealthChecks(this IServiceCollection services, TimeSpan patience) =>
        services.PostConfigure<HealthCheckServiceOptions>(health =>
        {
            foreach (var check in health.Registrations)
                check.Timeout = patience + _timeToSayWhy;
        });

    private static DemoOptions DemoOptionsOf(HostSettings settings) => new()
    {
        ClockFile = settings.Database is { Provider: DatabaseProvider.Sqlite, Feedback: { } feedback }
            ? Path.Combine(SqliteFiles.FolderOf(feedback), "demo-clock")
            : Path.GetFullPath(Path.Combine("data", "demo-clock")),

        // A broker takes a message before its consumers do; in memory a row stays in the outbox until they have committed.
        TransportSettles = settings.Transport.Kind == TransportKind.InMemory ? TimeSpan.Zero : TimeSpan.FromMilliseconds(250),
        Data = settings.Demo.Data,
    };
}
