using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Notifications.Tests.Email.Smtp;

/// <summary>Speaks just enough SMTP to say what the real server of the kit won't, and remembers what it was told.</summary>
internal sealed class ScriptedSmtpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, Task<string?>> _reply;

    /// <summary>The script gives the reply to a line, in full.</summary>
    public ScriptedSmtpServer(Func<string, string> reply)
        : this(line => Task.FromResult<string?>(reply(line)))
    {
    }

    /// <summary>
    /// The script gives the reply to a line, in full, or null to close the connection. The lines of an email are not replied to, but
    /// the single dot after them.
    /// </summary>
    public ScriptedSmtpServer(Func<string, Task<string?>> reply)
    {
        _reply = reply;
        _listener.Start();
        _ = ServeAllAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>How often it heard that.</summary>
    public int CountOf(string line) => Heard.Count(heard => heard == line);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAllAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
        await writer.WriteLineAsync("220 ready");
        var isEmail = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            Heard.Enqueue(line);
            if (isEmail && line != ".")
                continue;

            if (await _reply(line) is not { } reply)
                return;

            isEmail = reply.StartsWith("354", StringComparison.Ordinal);
            await writer.WriteLineAsync(reply);
        }
    }
}
