using DotNetCore.CAP.Persistence;
using DotNetCore.CAP.Processor;
using DotNetCore.CAP.Transport;

namespace Peers.Cap;

/// <summary>
/// Looks for delayed messages each second, as the product looks for timers. CAP's own does so each minute, which can't be set.
/// </summary>
internal sealed class DueTimersProcessor(ILogger<MessageDelayedProcessor> logger, IDispatcher dispatcher)
    : MessageDelayedProcessor(logger, dispatcher)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly IDispatcher _dispatcher = dispatcher;

    public override async Task ProcessAsync(ProcessingContext context)
    {
        var storage = context.Provider.GetRequiredService<IDataStorage>();
        await storage.ScheduleMessagesOfDelayedAsync(ScheduleAsync, context.CancellationToken);
        await context.WaitAsync(_interval);
    }

    private async Task ScheduleAsync(object transaction, IEnumerable<MediumMessage> messages)
    {
        foreach (var message in messages)
            await _dispatcher.EnqueueToScheduler(message, message.ExpiresAt!.Value, transaction);
    }
}
