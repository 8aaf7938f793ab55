using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TestKit.Network;

/// <summary>
/// Relays connections on loopback between clients and a server, and fails as a network does: it resets and refuses connections,
/// cuts one at a given byte, or holds back what is under way.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private const int Uncut = int.MaxValue;

    private readonly string _host;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TcpRelay, bool> _relays = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _passage = Opened();
    private volatile bool _refusing;
    private int _cut = Uncut;
    private byte[]? _leftOut;

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

    /// <summary>
    /// Resets the first connection whose client has sent that many bytes, and forwards no later byte of it. Connections that end
    /// before, and all later connections, are not affected.
    /// </summary>
    public void CutOnceAfter(int bytesFromClient) => Volatile.Write(ref _cut, bytesFromClient);

    /// <summary>True once <see cref="CutOnceAfter"/> has had its connection.</summary>
    public bool HasCut { get; private set; }

    /// <summary>
    /// Leaves out these bytes, once, where a server says them next, as if the client had lost its place in what the server says. They
    /// have to come in one piece.
    /// </summary>
    public void LeaveOutOnce(byte[] bytesFromServer) => _leftOut = bytesFromServer;

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

    /// <summary>Done as long as what is under way may pass.</summary>
    internal Task Passage => _passage.Task;

    /// <summary>
    /// How many of the bytes that its client has just said a connection may pass on, and whether it is cut after them.
    /// </summary>
    internal (int Bytes, bool IsCut) Admit(int received, long before)
    {
        var cut = Volatile.Read(ref _cut);
        if (before >= cut || before + received < cut || Interlocked.CompareExchange(ref _cut, Uncut, cut) != cut)
            return (received, false);

        HasCut = true;
        return ((int)(cut - before), true);
    }

    /// <summary>How many of the bytes that a server has just said remain, without those that are left out.</summary>
    internal int Filter(Span<byte> received)
    {
        if (Volatile.Read(ref _leftOut) is not { } bytes || received.IndexOf(bytes) is not (>= 0 and var start)
            || Interlocked.CompareExchange(ref _leftOut, null, bytes) != bytes)
        {
            return received.Length;
        }

        received[(start + bytes.Length)..].CopyTo(received[start..]);
        return received.Length - bytes.Length;
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = RunAsync(new TcpRelay(await _listener.AcceptSocketAsync(_stopping.Token), this));
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

            await relay.RunAsync(_host, _port, _stopping.Token);
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
