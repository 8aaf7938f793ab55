using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TestKit.Network;

/// <summary>
/// Stands on loopback between clients and a server, and is the network that fails: it resets and refuses connections, or
/// holds on to what is under way and lets nothing pass.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TcpRelay, bool> _relays = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passage = Opened();
    private volatile bool _refusing;

    private TcpProxy(string host, int port)
    {
        _host = host;
        _port = port;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to instead of to the server.</summary>
    public int Port { get; }

    /// <summary>Relays to that server from now on, whether it is there yet or not.</summary>
    public static TcpProxy To(string host, int port) => new(host, port);

    /// <summary>Resets every connection, and every new one, until <see cref="Open"/>.</summary>
    public void Refuse()
    {
        _refusing = true;
        foreach (var relay in _relays.Keys)
            relay.Reset();
    }

    /// <summary>Connections stay and new ones are taken, but nothing passes in either direction until <see cref="Open"/>.</summary>
    public void Hold()
    {
        if (_passage.Task.IsCompleted)
            _passage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Everything passes again, what was held included.</summary>
    public void Open()
    {
        _refusing = false;
        _passage.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Refuse();
        Open();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = RunAsync(new TcpRelay(await _listener.AcceptSocketAsync(_stopping.Token)));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RunAsync(TcpRelay relay)
    {
        _relays[relay] = true;
        try
        {
            if (_refusing)
                relay.Reset();

            await relay.RunAsync(_host, _port, () => _passage.Task, _stopping.Token);
        }
        finally
        {
            _relays.TryRemove(relay, out _);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
