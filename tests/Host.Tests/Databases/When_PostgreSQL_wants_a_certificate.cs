using Npgsql;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Databases;

/// <summary>A server that knows its clients by their certificates, and takes no password.</summary>
public sealed class When_PostgreSQL_wants_a_certificate : IAsyncLifetime
{
    private PostgresServer _server = null!;

    private SignedCertificate Certificate => _server.ClientCertificate!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartAsync(wantsCertificate: true);
        await using var superuser = new NpgsqlConnection(_server.ConnectionString);
        await superuser.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {PostgresServer.Certified}", superuser);
        await create.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Should_show_the_one_that_is_configured()
    {
        var (exitCode, log) = await MigrateAsync(
            ("Database__CertificateFile", Certificate.CertificateFile), ("Database__KeyFile", Certificate.KeyFile));

        exitCode.ShouldBe(0, log);
    }

    [Fact]
    public async Task Should_not_be_let_in_without_one()
    {
        var (exitCode, log) = await MigrateAsync();

        exitCode.ShouldBe(1, log);
        log.ShouldContain("ConnectionStrings:Feedback: the database can't be used.");
    }

    private Task<(int ExitCode, string Log)> MigrateAsync(params (string Key, string Value)[] settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(_server.ConnectionString)
        {
            Database = PostgresServer.Certified,
            Password = null,
        };
        return ServiceProcess.RunAsync(["migrate"], new Dictionary<string, string>(
            settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
        {
            ["Database__Provider"] = "Postgres",
            ["Database__CaFile"] = Certificate.AuthorityFile,
            ["ConnectionStrings__Feedback"] = connection.ConnectionString,
            ["ConnectionStrings__Notifications"] = connection.ConnectionString,
        });
    }
}
