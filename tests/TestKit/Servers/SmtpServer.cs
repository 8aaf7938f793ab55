using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>
/// A mail server of our own on loopback that keeps what it takes, and misbehaves when told to. A restart keeps port and mails.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly TemporaryFolder _folder;
    private readonly OwnedProcessStart _start;
    private readonly HttpClient _control;
    private OwnedProcess _server;

    private SmtpServer(TemporaryFolder folder, OwnedProcessStart start, int port, int controlPort)
    {
        _folder = folder;
        _start = start;
        _server = OwnedProcess.Start(start);
        _control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{controlPort}/"), Timeout = HangGuard.Limit };
        Port = port;
    }

    public string Host { get; } = "127.0.0.1";

    public int Port { get; }

    /// <summary>The certificate of a server with TLS, which nobody trusts by himself.</summary>
    public string CertificateFile => _folder.Path("certificate.pem");

    public string KeyFile => _folder.Path("key.pem");

    /// <param name="keepContents">False for a great many mails: texts and headers are dropped, the rest is kept.</param>
    /// <param name="tls">Whether it offers STARTTLS, and then takes neither a password nor a mail without it.</param>
    /// <param name="wantsCertificate">Whether its clients have to show a certificate: its own, as there is no other.</param>
    public static async Task<SmtpServer> StartAsync(bool keepContents = true, bool tls = false, bool wantsCertificate = false)
    {
        var python = InstalledPrograms.PythonWith("aiosmtpd", "python3-aiosmtpd");
        var folder = new TemporaryFolder("smtp");
        var (port, controlPort) = (FreePort.Next(), FreePort.Next());
        var script = EmbeddedScript.Unpack("smtp_server.py", folder);
        List<string> arguments = [script, $"{port}", $"{controlPort}", folder.Path("mails.jsonl")];
        if (!keepContents)
            arguments.Add("envelopes-only");

        if (tls)
        {
            var (certificate, key) = SelfSignedCertificate.WriteTo(folder);
            arguments.AddRange(wantsCertificate ? ["wants-certificate", "tls", certificate, key] : ["tls", certificate, key]);
        }

        var start = new OwnedProcessStart(python, [.. arguments])
        {
            LogFile = folder.Path("output.log"),
            WorkingDirectory = folder.FullName,
            OwnsWorkingDirectory = true,
        };

        var server = new SmtpServer(folder, start, port, controlPort);
        try
        {
            await server.ReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>All mails taken so far, in the order they came.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> MailsAsync() =>
        (await _control.GetFromJsonAsync<ReceivedMail[]>("mails", _json))!;

    /// <summary>Waits until at least that many mails were taken for the address.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> MailsToAsync(string recipient, int atLeast = 1) =>
        await Eventually.Get(
            async () => (await MailsAsync()).Where(mail => mail.Recipients.Contains(recipient)).ToArray(),
            mails => mails.Length >= atLeast,
            what: $"{atLeast} mail(s) to {recipient}");

    /// <summary>How often a client handed over a mail, refused ones included.</summary>
    public async Task<int> AttemptsAsync() => await _control.GetFromJsonAsync<int>("attempts");

    /// <summary>How many connections were opened and used for a word at least since it was started.</summary>
    public async Task<int> ConnectionsAsync() => await _control.GetFromJsonAsync<int>("connections");

    /// <summary>How many of them are open now.</summary>
    public async Task<int> OpenConnectionsAsync() => await _control.GetFromJsonAsync<int>("connections/open");

    /// <summary>How many clients wait in vain, see <see cref="SmtpBehaviour.HangAt"/>.</summary>
    public async Task<int> HangingAsync() => await _control.GetFromJsonAsync<int>("hanging");

    /// <summary>Closes all connections, as a server does that waits no longer for the next mail: with a word, or without.</summary>
    public async Task CloseConnectionsAsync(bool abruptly = false)
    {
        using var response = await _control.DeleteAsync(abruptly ? "connections/abruptly" : "connections");
        response.EnsureSuccessStatusCode();
        await Eventually.Until(async () => await OpenConnectionsAsync() == 0, what: "the mail server has closed its connections");
    }

    public async Task BehaveAsync(SmtpBehaviour behaviour)
    {
        using var content = JsonContent.Create(behaviour, options: _json);
        await content.LoadIntoBufferAsync();
        using var response = await _control.PutAsync("behaviour", content);
        response.EnsureSuccessStatusCode();
    }

    public async Task ClearAsync()
    {
        using var response = await _control.DeleteAsync("mails");
        response.EnsureSuccessStatusCode();
    }

    public Task StopAsync() => _server.StopAsync();

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <inheritdoc cref="RabbitMqServer.RestartAsync"/>
    public async Task RestartAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _server = OwnedProcess.Start(_start);
        await ReadyAsync();
    }

    public void Suspend() => _server.Suspend();

    public void Resume() => _server.Resume();

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ReadyAsync()
    {
        await Eventually.Until(
            async () => _server.HasExited || await _control.GetFromJsonAsync<int>("attempts") >= 0,
            what: "the SMTP server responds");
        if (_server.HasExited)
            throw new InvalidOperationException($"The SMTP server did not start:{Environment.NewLine}{_server.Tail()}");
    }
}
