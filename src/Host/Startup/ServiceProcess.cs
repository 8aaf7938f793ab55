using Host.Configuration;
using Host.Database;
using Host.Demo;
using Host.Roles;
using Host.Services;
using Host.Telemetry;
using Host.Transport;

namespace Host.Startup;

/// <summary>A process that serves, with one, two or all three of the services, until it is told to stop.</summary>
internal static partial class ServiceProcess
{
    public static async Task RunAsync(WebApplicationBuilder builder, HostSettings settings)
    {
        await using var app = Build(builder, settings);
        app.CheckOptions();

        await RabbitMqPreflight.RunAsync(settings.Transport.RabbitMq, CancellationToken.None);
        if (settings.Roles == HostRoles.Embedded)
            await app.MigrateAsync(CancellationToken.None);
        else
            await app.CheckMigratedAsync(CancellationToken.None);

        if (!await StartAsync(app))
            return;

        LogStarted(app.Logger, settings.Roles, settings.Transport.Kind, settings.Database.Provider, app.Environment.EnvironmentName);
        await app.WaitForShutdownAsync();
    }

    /// <summary>Starts it; false when it was told to stop before it had started, as while it waits for its broker.</summary>
    private static async Task<bool> StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (Exception) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return false;
        }
    }

    public static WebApplication Build(WebApplicationBuilder builder, HostSettings settings)
    {
        builder.WebHost.UseUrls(settings.Urls);
        builder.AddInfrastructure(settings);

        var issuer = settings.Demo.Enabled ? new DemoIssuer() : null;
        builder.Services.AddFeedbackServices(builder.Configuration, settings, issuer?.Authentication);
        if (issuer is not null)
            builder.Services.AddDemo(settings, issuer);

        var app = builder.Build();
        app.MapFeedbackServices(settings);
        app.MapTelemetry(settings.Telemetry);
        if (settings.Demo.Enabled)
            app.MapDemo();

        return app;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Started {Roles} on {Transport} and {Database} in {Environment}")]
    private static partial void LogStarted(
        ILogger logger, HostRoles roles, TransportKind transport, DatabaseProvider database, string environment);
}
