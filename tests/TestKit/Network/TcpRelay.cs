using System.Net.Sockets;

namespace TestKit.Network;

/// <summary>One client's connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class TcpRelay(Socket client, TcpProxy proxy) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Returns when both sides are gone; what one says last still reaches the other.</summary>
    public async Task RunAsync(string host, int port, CancellationToken stopping)
    {
        try
        {
            client.NoDelay = true;
            await proxy.Passage;
            await _server.ConnectAsync(host, port, stopping);
            Task[] ways =
            [
                PumpAsync(client, _server, (said, before) => proxy.Admit(said.Length, before)),
                PumpAsync(_server, client, (said, _) => (proxy.Filter(said.Span), false)),
            ];
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

    private async Task PumpAsync(Socket from, Socket to, Func<Memory<byte>, long, (int Bytes, bool IsCut)> admit)
    {
        var buffer = new byte[BufferSize];
        var passed = 0L;
        while (await from.ReceiveAsync(buffer) is > 0 and var received)
        {
            await proxy.Passage;
            var (admitted, isCut) = admit(buffer.AsMemory(0, received), passed);
            for (var sent = 0; sent < admitted;)
                sent += await to.SendAsync(buffer.AsMemory(sent, admitted - sent));

            passed += admitted;
            if (isCut)
                Reset();
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
