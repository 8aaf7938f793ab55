using System.Globalization;
using MassTransit.Configuration;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Receiving;

/// <summary>Configures endpoints whose senders wait for a response until an instant, and no longer.</summary>
public static class ExpiredMessages
{
    /// <summary>
    /// Drops messages of one type whose deadline has passed, before each attempt at them: they are neither consumed nor moved to the
    /// error queue. Configure retry before this call. A message without a deadline is never dropped.
    /// </summary>
    /// <param name="endpoint">The endpoint that receives the messages.</param>
    /// <param name="header">The header with the instant, in ISO 8601.</param>
    /// <param name="clock">
    /// What the instant is compared with; the system's clock by default, since people wait in real time.
    /// </param>
    public static void DropExpired<TMessage>(this IConsumePipeConfigurator endpoint, string header, TimeProvider? clock = null)
        where TMessage : class =>
        _ = new ExpiredMessageObserver<TMessage>(
            endpoint, new ExpiredMessageFilter<TMessage>(header, clock ?? TimeProvider.System, _ => Task.CompletedTask));

    /// <summary>
    /// Drops them likewise, but none while the process's clock differs from the database's (R52): such a message fails as in an outage.
    /// </summary>
    /// <inheritdoc cref="DropExpired{TMessage}"/>
    public static void DropExpired<TDbContext, TMessage>(this IConsumePipeConfigurator endpoint, IServiceProvider services, string header)
        where TDbContext : DbContext
        where TMessage : class
    {
        var databaseClock = services.GetRequiredService<DatabaseClock<TDbContext>>();
        _ = new ExpiredMessageObserver<TMessage>(
            endpoint, new ExpiredMessageFilter<TMessage>(header, TimeProvider.System, databaseClock.ThrowIfDiffersAsync));
    }
}

/// <summary>Adds the filter when the consumer of the message is configured, so that it stands inside the endpoint's retry.</summary>
internal sealed class ExpiredMessageObserver<TMessage> : ConfigurationObserver, IMessageConfigurationObserver
    where TMessage : class
{
    private readonly ExpiredMessageFilter<TMessage> _filter;

    public ExpiredMessageObserver(IConsumePipeConfigurator endpoint, ExpiredMessageFilter<TMessage> filter) : base(endpoint)
    {
        _filter = filter;
        Connect(this);
    }

    public void MessageConfigured<T>(IConsumePipeConfigurator configurator)
        where T : class
    {
        if (typeof(T) == typeof(TMessage))
            configurator.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TMessage>>(_filter));
    }
}

/// <summary>Passes on the messages whose deadline has not passed.</summary>
internal sealed class ExpiredMessageFilter<TMessage>(string header, TimeProvider clock, Func<CancellationToken, Task> throwIfClockDiffers)
    : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        if (!HasExpired(context))
        {
            await next.Send(context);
            return;
        }

        await throwIfClockDiffers(context.CancellationToken);
        MessagingTelemetry.Expired.Add(1, new KeyValuePair<string, object?>("message", TypeCache<TMessage>.ShortName));
        LogContext.Debug?.Log(
            "Dropped {MessageType} {MessageId}: its deadline has passed", TypeCache<TMessage>.ShortName, context.MessageId);

        // MassTransit moves a message that nobody has consumed to the endpoint's skipped queue.
        await context.NotifyConsumed(TimeSpan.Zero, nameof(ExpiredMessages));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("expiredMessages");

    private bool HasExpired(ConsumeContext<TMessage> context) =>
        context.Headers.Get<string>(header) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var deadline)
        && deadline <= clock.GetUtcNow();
}
