using System.Net.Sockets;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Tells a transport that is in trouble from a message that it refuses.</summary>
internal static class TransportFailures
{
    /// <summary>
    /// True when the failure says nothing about the message: the connection or its channel is gone. MassTransit 8.4.0 may
    /// keep a send endpoint on a disposed channel for minutes.
    /// </summary>
    public static bool IsBroken(Exception failure) =>
        failure is ObjectDisposedException or ConnectionException or IOException or SocketException or TimeoutException or OperationCanceledException
        || (failure.InnerException is { } inner && IsBroken(inner));
}
