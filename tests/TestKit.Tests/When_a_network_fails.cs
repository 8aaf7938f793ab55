using System.Net;
using System.Net.Sockets;
using Shouldly;
using TestKit.Network;
using Xunit;

namespace TestKit.Tests;

/// <summary>A server that echoes each byte, a client, and a proxy in between.</summary>
public sealed class When_a_network_fails : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private TcpProxy _network = null!;
    private Socket _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _listener.Start();
        _network = TcpProxy.To("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        await _client.ConnectAsync(IPAddress.Loopback, _network.Port, Cancellation);
        _server = await _listener.AcceptSocketAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        await _network.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task Should_pass_both_ways_while_it_works()
    {
        await _client.SendAsync(new byte[] { 1 }, Cancellation);
        (await ReceiveAsync(_server)).ShouldBe((byte)1);

        await _server.SendAsync(new byte[] { 2 }, Cancellation);
        (await ReceiveAsync(_client)).ShouldBe((byte)2);
    }

    [Fact]
    public async Task Should_reset_what_is_connected_and_what_connects_when_it_refuses()
    {
        _network.Refuse();

        await Should.ThrowAsync<SocketException>(() => ReceiveAsync(_client));
        await Should.ThrowAsync<SocketException>(async () =>
        {
            using var another = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await another.ConnectAsync(IPAddress.Loopback, _network.Port, Cancellation);
            await ReceiveAsync(another);
        });
    }

    [Fact]
    public async Task Should_keep_what_it_holds_until_it_opens()
    {
        _network.Hold();
        await _client.SendAsync(new byte[] { 1 }, Cancellation);
        var received = ReceiveAsync(_server);
        // A second connection that gets as far as the first shows that what came before had its chance.
        using var marker = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await marker.ConnectAsync(IPAddress.Loopback, _network.Port, Cancellation);
        received.IsCompleted.ShouldBeFalse();

        _network.Open();

        (await received).ShouldBe((byte)1);
    }

    [Fact]
    public async Task Should_cut_one_connection_at_its_byte_and_no_other()
    {
        _network.CutOnceAfter(3);
        await _client.SendAsync(new byte[] { 1, 2 }, Cancellation);
        (await ReceiveAsync(_server)).ShouldBe((byte)1);
        (await ReceiveAsync(_server)).ShouldBe((byte)2);

        await _client.SendAsync(new byte[] { 3, 4 }, Cancellation);

        await Should.ThrowAsync<SocketException>(() => ReceiveAsync(_client));
        using var another = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await another.ConnectAsync(IPAddress.Loopback, _network.Port, Cancellation);
        using var server = await _listener.AcceptSocketAsync(Cancellation);
        await another.SendAsync(new byte[] { 1, 2, 3, 4 }, Cancellation);
        foreach (var expected in (byte[])[1, 2, 3, 4])
            (await ReceiveAsync(server)).ShouldBe(expected);
    }

    [Fact]
    public async Task Should_end_the_other_side_with_the_one()
    {
        _server.Dispose();

        (await _client.ReceiveAsync(new byte[1], Cancellation)).ShouldBe(0);
    }

    private static async Task<byte> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1];
        var received = await socket.ReceiveAsync(buffer, Cancellation).AsTask().OrHang();
        received.ShouldBe(1);
        return buffer[0];
    }
}
