using System.Net.Sockets;

namespace TestKit.Network;

/// <summary>One client's connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class TcpRelay(Socket client) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Returns when both sides are gone; what one says last still reaches the other.</summary>
    public async Task RunAsync(string host, int port, Func<Task> passage, CancellationToken stopping)
    {
        try
        {
            client.NoDelay = true;
            await passage();
            await _server.ConnectAsync(host, port, stopping);
            Task[] ways = [PumpAsync(client, _server, passage), PumpAsync(_server, client, passage)];
            await await Task.WhenAny(ways);
            await Task.WhenAll(ways);
            Dispose();
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Reset();
        }
    }

    /// <summary>Ends the connection on both sides with a reset.</summary>
    public void Reset()
    {
        client.Close(timeout: 0);
        _server.Close(timeout: 0);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<Task> passage)
    {
        var buffer = new byte[BufferSize];
        while (await from.ReceiveAsync(buffer) is > 0 and var received)
        {
            await passage();
            for (var sent = 0; sent < received;)
                sent += await to.SendAsync(buffer.AsMemory(sent, received - sent));
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
