using MassTransit;
using MassTransit.Testing;

namespace TestKit;

/// <summary>Has MassTransit's harness wait for what must happen, and reads what it has seen without waiting.</summary>
public static class HarnessReading
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);
    private static readonly CancellationToken _atOnce = new(canceled: true);

    /// <summary>
    /// Lets waits end by what they wait for. By default the harness gives up when the bus was quiet for a second, which a busy
    /// machine's may be at any time.
    /// </summary>
    public static void WaitPatiently(this IBusRegistrationConfigurator bus) => bus.SetTestTimeouts(_patience, _patience);

    /// <summary>The messages of that type that were consumed so far, each once, however often it was delivered.</summary>
    public static IReadOnlyList<T> ConsumedSoFar<T>(this ITestHarness harness)
        where T : class =>
        [.. harness.Consumed.Select<T>(_atOnce).Select(message => message.Context.Message)];

    /// <summary>The messages of that type that were published so far, with what they were published with.</summary>
    public static IReadOnlyList<SendContext<T>> PublishedSoFar<T>(this ITestHarness harness)
        where T : class =>
        [.. harness.Published.Select<T>(_atOnce).Select(message => message.Context)];

    /// <summary>What was given up so far, by any queue: the requester was sent it, or else it was published.</summary>
    public static IReadOnlyList<string> FaultsSoFar(this ITestHarness harness) =>
    [
        .. harness.Published.Select(message => IsFault(message.MessageObject), _atOnce).Select(message => Describe(message.MessageObject)),
        .. harness.Sent.Select(message => IsFault(message.MessageObject), _atOnce).Select(message => Describe(message.MessageObject)),
    ];

    /// <summary>Returns when that message has been consumed for the first time, whether with success or not.</summary>
    public static async Task<IReceivedMessage> ConsumedAsync(this ITestHarness harness, Guid messageId) =>
        await harness.Consumed.SelectAsync(message => message.Context.ReceiveContext.GetMessageId() == messageId).FirstAsync();

    private static bool IsFault(object message) => message is Fault or ReceiveFault;

    private static string Describe(object message)
    {
        var exceptions = message is Fault fault ? fault.Exceptions : ((ReceiveFault)message).Exceptions;
        return string.Join("; ", exceptions.Select(exception => $"{exception.ExceptionType}: {exception.Message}"));
    }
}
