using Shouldly;
using TestKit.Network;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Databases;

public sealed class When_PostgreSQL_is_reached_over_TLS : IAsyncLifetime
{
    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync(tls: true);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Should_trust_the_authority_that_is_configured()
    {
        var (exitCode, log) = await MigrateAsync(_server.CertificateFile);

        exitCode.ShouldBe(0, log);
    }

    [Fact]
    public async Task Should_trust_no_other()
    {
        await using var other = TlsProxy.To("127.0.0.1", 1);

        var (exitCode, log) = await MigrateAsync(other.CertificateFile);

        exitCode.ShouldBe(1, log);
        log.ShouldContain("ConnectionStrings:Feedback: the database can't be used.");
    }

    private Task<(int ExitCode, string Log)> MigrateAsync(string authorities) =>
        ServiceProcess.RunAsync(["migrate"], new Dictionary<string, string>
        {
            ["Database__Provider"] = "Postgres",
            ["Database__CaFile"] = authorities,
            ["ConnectionStrings__Feedback"] = _server.ConnectionString,
            ["ConnectionStrings__Notifications"] = _server.ConnectionString,
        });
}
