using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TestKit.Processes;

namespace TestKit.Servers.Tds;

/// <summary>
/// Speaks SQL Server's protocol, so that its real driver can be made to fail. It keeps no data: it logs anybody in, confirms what it is
/// told and finds no rows, until <see cref="Answer"/> and the other properties say otherwise.
/// </summary>
public sealed class TdsServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TdsSession, bool> _sessions = new();
    private readonly ConcurrentQueue<string> _statements = new();
    private readonly int _port = FreePort.Next();
    private TcpListener? _listener;

    public TdsServer() => Open();

    /// <summary>Where it listens. The pool is this server's own, since no other has its port.</summary>
    public string ConnectionString =>
        $"Server=tcp:127.0.0.1,{_port};Database=test;User Id=test;Password=test;Encrypt=False;ConnectRetryCount=0;"
        + "Pool Blocking Period=NeverBlock";

    /// <summary>The statements that came, in their order.</summary>
    public IReadOnlyList<string> Statements => [.. _statements];

    /// <summary>How many connections there are.</summary>
    public int Connections => _sessions.Count;

    /// <summary>The reply to a statement; null for the usual one.</summary>
    public Func<string, TdsReply?>? Answer { get; set; }

    /// <summary>Instead of the first answer to a client; null for the usual one.</summary>
    public TdsReply? OnPrelogin { get; set; }

    /// <summary>Instead of the login; null for the usual one.</summary>
    public TdsReply? OnLogin { get; set; }

    /// <summary>Instead of a commit; null for the usual one.</summary>
    public TdsReply? OnCommit { get; set; }

    /// <summary>Listens again, on the same port.</summary>
    public void Open()
    {
        var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    /// <summary>Goes away as a killed server does: nobody listens, and every connection is cut.</summary>
    public void Stop()
    {
        _listener?.Dispose();
        _listener = null;
        foreach (var session in _sessions.Keys)
            session.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Stop();
        _stopping.Dispose();
    }

    internal TdsReply ReplyTo(string statement)
    {
        _statements.Enqueue(statement);
        return Answer?.Invoke(statement) ?? UsualReplyTo(statement);
    }

    /// <summary>
    /// EF Core counts the rows of <c>OUTPUT 1</c>, one result for each changed row, and SqlClient asks whether it is still in a transaction
    /// when a commit has failed. Other queries find nothing.
    /// </summary>
    private static TdsReply UsualReplyTo(string statement)
    {
        if (statement == "set @out = @@trancount")
            return TdsReply.Output("@out", 0);

        var changed = statement.Split("OUTPUT 1").Length - 1;
        if (changed > 0)
            return new TdsResult(["changed"], [[1]]) { Times = changed };

        return statement.Contains("SELECT 1", StringComparison.Ordinal) ? TdsReply.Result(["one"], [1])
            : statement.Contains("SELECT", StringComparison.Ordinal) ? TdsReply.NoRows("nothing")
            : TdsReply.Done;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            socket.NoDelay = true;
            _ = RunAsync(new TdsSession(socket, this));
        }
    }

    private async Task RunAsync(TdsSession session)
    {
        _sessions[session] = true;
        try
        {
            await session.RunAsync(_stopping.Token);
        }
        finally
        {
            _sessions.TryRemove(session, out _);
        }
    }
}
