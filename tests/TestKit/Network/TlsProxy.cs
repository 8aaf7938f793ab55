using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using TestKit.Processes;
using TestKit.Servers;

namespace TestKit.Network;

/// <summary>
/// Puts TLS before a server on loopback, with a certificate that nobody trusts by himself. It may want the same certificate of its
/// clients.
/// </summary>
public sealed class TlsProxy : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("tls");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2 _certificate;
    private readonly bool _wantsCertificate;
    private readonly Task _accepting;
    private int _refused;
    private int _relayed;

    private TlsProxy(string host, int port, bool wantsCertificate)
    {
        (CertificateFile, KeyFile) = SelfSignedCertificate.WriteTo(_folder);
        _certificate = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        _wantsCertificate = wantsCertificate;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(host, port);
    }

    public int Port { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    /// <summary>Connections on which one side refused the other's certificate.</summary>
    public int Refused => _refused;

    /// <summary>Connections on which the client has said something over TLS.</summary>
    public int Relayed => _relayed;

    public static TlsProxy To(string host, int port, bool wantsCertificate = false) => new(host, port, wantsCertificate);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(string host, int port)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stopping.Token), host, port);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RelayAsync(TcpClient client, string host, int port)
    {
        using var server = new TcpClient();
        await using var secured = new SslStream(client.GetStream());
        try
        {
            await secured.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = _wantsCertificate,
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                        !_wantsCertificate || shown?.GetCertHashString() == _certificate.GetCertHashString(),
                },
                _stopping.Token);
            var first = new byte[1];
            await secured.ReadExactlyAsync(first, _stopping.Token);
            Interlocked.Increment(ref _relayed);
            await server.ConnectAsync(host, port, _stopping.Token);
            await server.GetStream().WriteAsync(first, _stopping.Token);
            await Task.WhenAny(
                secured.CopyToAsync(server.GetStream(), _stopping.Token), server.GetStream().CopyToAsync(secured, _stopping.Token));
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException)
        {
            Interlocked.Increment(ref _refused);
        }
        finally
        {
            client.Dispose();
        }
    }
}
