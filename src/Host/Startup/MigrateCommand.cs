using Host.Configuration;
using Host.Database;
using Host.Services;
using Host.Transport;
using MassTransit;

namespace Host.Startup;

/// <summary><c>migrate</c>: brings the databases to the newest migration, declares the broker's topology, and is done.</summary>
internal static partial class MigrateCommand
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(WebApplicationBuilder builder, HostSettings settings)
    {
        builder.AddInfrastructure(settings);
        builder.Services.AddFeedbackServices(builder.Configuration, settings);

        await using var app = builder.Build();
        using var patience = new CancellationTokenSource(_patience);

        await app.MigrateAsync(patience.Token);
        if (settings.Transport.RabbitMq is { } rabbitMq)
            await DeployTopologyAsync(app, rabbitMq, patience.Token);
    }

    private static async Task DeployTopologyAsync(WebApplication app, RabbitMqSettings settings, CancellationToken cancellationToken)
    {
        await RabbitMqPreflight.RunAsync(settings, cancellationToken);
        try
        {
            var bus = app.Services.GetRequiredService<IBusControl>();
            await PublishedExchanges.DeclareAsync(bus, settings, cancellationToken);
            await bus.DeployAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is ConnectionException || cancellationToken.IsCancellationRequested)
        {
            throw new StartRefusedException("RabbitMq:Host", $"{settings.Host}:{settings.Port} did not answer within {_patience.TotalSeconds:0} s.");
        }

        LogDeployed(app.Logger, settings.Host);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Exchanges, queues and bindings are declared on {Host}")]
    private static partial void LogDeployed(ILogger logger, string host);
}
