using Host.Configuration;
using Host.Databases;
using Host.Transport;
using Microsoft.Extensions.Options;

namespace Host.Commands;

/// <summary>Serves, with one, two or all three of the services, until the process is told to stop.</summary>
internal static partial class ServeCommand
{
    public static async Task RunAsync(string[] configuration, HostRoles roles)
    {
        var (built, settings) = Program.Build(configuration, roles);
        await using var app = built;

        CheckOptions(app);
        ListeningAddresses.CheckFree(settings.Addresses);
        using var files = SqliteFileLock.Take(settings.Database, alone: true);
        settings.Database.LogSmallPools(app.Logger);

        await RabbitMqConnections.CheckAccessAsync(settings.Transport.RabbitMq, CancellationToken.None);
        if (settings.Roles == HostRoles.Embedded)
            await app.MigrateAsync(CancellationToken.None);
        else
            await app.CheckMigratedAsync(CancellationToken.None);

        if (!await StartAsync(app))
            return;

        LogStarted(
            app.Logger,
            settings.Roles,
            CommandLine.Version,
            settings.Transport.Kind,
            settings.Database.Provider,
            app.Environment.EnvironmentName);
        await app.WaitForShutdownAsync();
    }

    /// <summary>Checks all options that services validate at start, before anything is touched.</summary>
    public static void CheckOptions(IHost app) => app.Services.GetService<IStartupValidator>()?.Validate();

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

    [LoggerMessage(LogLevel.Information, "Started {Roles} {Version} on {Transport} and {Database} in {Environment}")]
    private static partial void LogStarted(
        ILogger logger, HostRoles roles, string version, TransportKind transport, DatabaseProvider database, string environment);
}
