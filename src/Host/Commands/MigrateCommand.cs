using Host.Configuration;
using Host.Databases;
using Host.Transport;
using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace Host.Commands;

/// <summary><c>migrate</c>: brings the databases to the newest migration, declares the broker's topology, and is done.</summary>
internal static partial class MigrateCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(string[] configuration, HostRoles roles)
    {
        var (built, settings) = Program.Build(configuration, roles);
        await using var app = built;

        // Several may run at once: they wait for each other.
        using var files = SqliteFileLock.Take(settings.Database, alone: false);
        using var patience = new CancellationTokenSource(_patience);

        await app.MigrateAsync(patience.Token);
        if (settings.Transport.RabbitMq is { } rabbitMq)
            await DeployTopologyAsync(app, rabbitMq, patience.Token);
    }

    private static async Task DeployTopologyAsync(WebApplication app, RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        await RabbitMqConnections.CheckAccessAsync(settings, cancellationToken);
        try
        {
            var bus = app.Services.GetRequiredService<IBusControl>();
            await BrokerDeclarations.DeclareAsync(settings, cancellationToken);
            await bus.DeployAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is ConnectionException || cancellationToken.IsCancellationRequested)
        {
            throw new StartRefusedException(
                "RabbitMq:Host", $"{settings.Host}:{settings.Port} did not answer within {_patience.TotalSeconds:0} s.");
        }
        catch (OperationInterruptedException refusal)
        {
            throw new StartRefusedException("RabbitMq", $"{settings.Host} refuses a declaration: {refusal.ShutdownReason?.ReplyText}");
        }

        LogDeployed(app.Logger, settings.Host);
    }

    [LoggerMessage(LogLevel.Information, "Exchanges, queues and bindings are declared on {Host}")]
    private static partial void LogDeployed(ILogger logger, string host);
}
