using System.Diagnostics;
using System.Net.Sockets;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>
/// A private Postfix on loopback, as Debian ships it but for its folders and ports. It relays mails to <c>example.org</c> and
/// <c>bücher.example</c> to the next mail server, and knows three recipients there, of which <c>full@example.org</c> has no room.
/// Postfix runs as root alone.
/// </summary>
public sealed class PostfixServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly OwnedProcessStart _start;
    private OwnedProcess _server;

    private PostfixServer(TemporaryFolder folder, OwnedProcessStart start, int port)
    {
        _folder = folder;
        _start = start;
        _server = OwnedProcess.Start(start);
        Port = port;
    }

    public string Host { get; } = "127.0.0.1";

    public int Port { get; }

    /// <summary>What it lets in where it wants a certificate.</summary>
    public SignedCertificate? ClientCertificate { get; private init; }

    /// <param name="next">Where it relays mails to.</param>
    /// <param name="wantsCertificate">
    /// Whether it takes mails over TLS alone, and from nobody who shows no certificate of its authority.
    /// </param>
    public static async Task<PostfixServer> StartAsync(SmtpServer next, bool wantsCertificate = false)
    {
        ArgumentNullException.ThrowIfNull(next);

        var program = InstalledPrograms.Postfix;
        var folder = new TemporaryFolder("postfix");
        var port = FreePort.Next();
        var (configuration, queue, data) = (folder.Path("conf"), folder.Path("queue"), folder.Path("data"));
        foreach (var path in (string[])[configuration, queue, data])
            Directory.CreateDirectory(path);

        var certificate = wantsCertificate ? SignedCertificate.WriteTo(folder, "feedback", owner: null) : null;
        await File.WriteAllTextAsync(Path.Combine(configuration, "main.cf"), Main(queue, data, next) + Tls(certificate));
        await File.WriteAllTextAsync(Path.Combine(configuration, "master.cf"), Services(port));

        // Postfix's daemons run as its own user.
        await RunAsync("chown", "postfix", data);
        await RunAsync(program, "-c", configuration, "check");

        var start = new OwnedProcessStart("/usr/lib/postfix/sbin/master", ["-c", configuration, "-d"])
        {
            LogFile = folder.Path("output.log"),
            WorkingDirectory = folder.FullName,
            OwnsWorkingDirectory = true,
        };
        var server = new PostfixServer(folder, start, port) { ClientCertificate = certificate };
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

    public Task StopAsync() => _server.StopAsync();

    /// <inheritdoc cref="RabbitMqServer.RestartAsync"/>
    public async Task RestartAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _server = OwnedProcess.Start(_start);
        await ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static string Main(string queue, string data, SmtpServer next) => $$"""
        compatibility_level = 3.6
        queue_directory = {{queue}}
        data_directory = {{data}}
        maillog_file = /dev/stdout
        myhostname = mx.example
        mydestination =
        mynetworks =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        notify_classes =
        alias_maps =
        relayhost = [{{next.Host}}]:{{next.Port}}
        relay_domains = example.org, xn--bcher-kva.example
        relay_recipient_maps = inline:{ {grace@example.org = x} {full@example.org = x} {info@xn--bcher-kva.example = x} }
        smtpd_recipient_restrictions = check_recipient_access inline:{ {full@example.org = 452 4.2.2 mailbox full} }

        """;

    private static string Tls(SignedCertificate? certificate) => certificate is null ? "" : $"""
        smtpd_tls_security_level = encrypt
        smtpd_tls_cert_file = {certificate.CertificateFile}
        smtpd_tls_key_file = {certificate.KeyFile}
        smtpd_tls_CAfile = {certificate.AuthorityFile}
        smtpd_tls_req_ccert = yes

        """;

    private static string Services(int port) => $"""
        127.0.0.1:{port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        tlsmgr unix - - n 1000? 1 tlsmgr
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error}");
    }

    private async Task ReadyAsync()
    {
        await Eventually.Until(async () => _server.HasExited || await GreetsAsync(), what: "Postfix greets");
        if (_server.HasExited)
            throw new InvalidOperationException($"Postfix did not start:{Environment.NewLine}{_server.Tail()}");
    }

    private async Task<bool> GreetsAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Host, Port);
        using var reader = new StreamReader(client.GetStream());
        return (await reader.ReadLineAsync())?.StartsWith("220", StringComparison.Ordinal) == true;
    }
}
