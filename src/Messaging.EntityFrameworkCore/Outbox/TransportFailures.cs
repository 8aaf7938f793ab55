using System.Net.Sockets;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Tells a transport that is in trouble from a message that it refuses.</summary>
internal static class TransportFailures
{
    /// <summary>
    /// True when the failure says nothing about the message: the connection or its channel is gone. A channel
    /// that went down with its connection answers with <see cref="ObjectDisposedException"/>.
    /// </summary>
    public static bool IsBroken(Exception failure) =>
        failure is ObjectDisposedException or ConnectionException or IOException or SocketException or TimeoutException or OperationCanceledException
        || (failure.InnerException is { } inner && IsBroken(inner));
}
