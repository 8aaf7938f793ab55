using Npgsql;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>A PostgreSQL of our own on loopback that writes through to the disk (fsync on). A restart keeps port and data.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly OwnedProcessStart _start;
    private OwnedProcess _server;

    private PostgresServer(TemporaryFolder folder, OwnedProcessStart start, int port)
    {
        _folder = folder;
        _start = start;
        _server = OwnedProcess.Start(start);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "feedback",
            Password = "feedback",
            Database = "postgres",
        }.ConnectionString;
    }

    /// <summary>The database that a test may create for those who sign in by a certificate.</summary>
    public const string Certified = "certified";

    /// <summary>To the database <c>postgres</c>, as its superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>The certificate of a server with TLS, which nobody trusts by himself.</summary>
    public string CertificateFile => _folder.Path("certificate.pem");

    /// <summary>What <see cref="Certified"/> lets in.</summary>
    public SignedCertificate? ClientCertificate { get; private init; }

    /// <param name="tls">Whether it offers TLS.</param>
    /// <param name="wantsCertificate">
    /// Whether it offers TLS, and lets nobody into the database <see cref="Certified"/> but by a certificate with the user's name.
    /// </param>
    public static async Task<PostgresServer> StartAsync(bool tls = false, bool wantsCertificate = false)
    {
        var programs = InstalledPrograms.PostgresFolder;
        var user = InstalledPrograms.UserFor("postgres");
        var folder = new TemporaryFolder("postgres", user);
        var port = FreePort.Next();
        var start = new OwnedProcessStart(
            Path.Combine(programs, "postgres"),
            [
                "-D", folder.Path("data"), "-k", folder.FullName, "-p", $"{port}",
                "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=600", "-c", "fsync=on",
            ])
        {
            LogFile = folder.Path("output.log"),
            WorkingDirectory = folder.FullName,
            OwnsWorkingDirectory = true,
            User = user,
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" },
            // Its fast shutdown: does not wait for clients to go.
            StopSignal = Signal.Interrupt,
            AbandonSignal = Signal.Interrupt,
        };

        if (tls)
            start = OfferTls(start, folder, user);

        var certificate = wantsCertificate ? SignedCertificate.WriteTo(folder, "feedback", user) : null;
        if (certificate is not null)
        {
            start = OfferTls(start, certificate.CertificateFile, certificate.KeyFile);
            start = start with { Arguments = [.. start.Arguments, "-c", $"ssl_ca_file={certificate.AuthorityFile}"] };
        }

        await InitializeAsync(programs, folder, start);
        if (certificate is not null)
            await LetInByCertificateAsync(folder.Path("data/pg_hba.conf"));

        var server = new PostgresServer(folder, start, port) { ClientCertificate = certificate };
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

    /// <summary>All that it has written since it was first started.</summary>
    public string Log => _server.Output;

    public Task StopAsync() => _server.StopAsync();

    /// <summary>kill -9 of the server and its backends.</summary>
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
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static OwnedProcessStart OfferTls(OwnedProcessStart start, TemporaryFolder folder, string? user)
    {
        var (certificate, key) = SelfSignedCertificate.WriteTo(folder, user);
        return OfferTls(start, certificate, key);
    }

    private static OwnedProcessStart OfferTls(OwnedProcessStart start, string certificate, string key) => start with
    {
        Arguments = [.. start.Arguments, "-c", "ssl=on", "-c", $"ssl_cert_file={certificate}", "-c", $"ssl_key_file={key}"],
    };

    /// <summary>The first line that fits decides.</summary>
    private static async Task LetInByCertificateAsync(string file) => await File.WriteAllTextAsync(file, $"""
        hostssl {Certified} all 127.0.0.1/32 cert
        host {Certified} all all reject
        {await File.ReadAllTextAsync(file)}
        """);

    private static async Task InitializeAsync(string programs, TemporaryFolder folder, OwnedProcessStart start)
    {
        await File.WriteAllTextAsync(folder.Path("password"), "feedback");
        await using var initialize = OwnedProcess.Start(start with
        {
            Program = Path.Combine(programs, "initdb"),
            Arguments =
            [
                "-D", folder.Path("data"), "-U", "feedback", "--pwfile", folder.Path("password"), "--auth=scram-sha-256",
                "--encoding=UTF8", "--no-locale", "--no-instructions",
            ],
        });
        await Eventually.Until(() => initialize.HasExited, what: "initdb is done");
        if (initialize.ExitCode != 0)
            throw new InvalidOperationException($"PostgreSQL's initdb failed:{Environment.NewLine}{initialize.Tail()}");
    }

    private async Task ReadyAsync()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, Timeout = 5 }.ConnectionString;
        await Eventually.Until(
            async () =>
            {
                if (_server.HasExited)
                    return true;

                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return true;
            },
            what: "PostgreSQL responds");
        if (_server.HasExited)
            throw new InvalidOperationException($"PostgreSQL did not start:{Environment.NewLine}{_server.Tail()}");
    }
}
