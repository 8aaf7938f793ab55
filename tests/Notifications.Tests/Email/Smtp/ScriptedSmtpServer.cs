using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Notifications.Tests.Email.Smtp;

/// <summary>Speaks just enough SMTP to say what the real server of the kit won't, and remembers what it was told.</summary>
internal sealed class ScriptedSmtpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, string> _reply;

    /// <summary>The script gives the reply to a line, in full.</summary>
    public ScriptedSmtpServer(Func<string, string> reply)
    {
        _reply = reply;
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<string> Heard { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 ready");
            while (await reader.ReadLineAsync() is { } line)
            {
                Heard.Enqueue(line);
                await writer.WriteLineAsync(_reply(line));
            }
        }
    }
}
