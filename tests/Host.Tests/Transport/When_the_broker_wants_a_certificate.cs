using System.Net.Security;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Transport;

/// <summary>RabbitMQ's own TLS, which speaks with nobody who shows no certificate of its authority.</summary>
public sealed class When_the_broker_wants_a_certificate : IAsyncLifetime
{
    private RabbitMqServer _broker = null!;

    private SignedCertificate Certificate => _broker.ClientCertificate!;

    public async ValueTask InitializeAsync() => _broker = await RabbitMqServer.StartAsync(wantsCertificate: true);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Should_show_the_one_that_is_configured()
    {
        var settings = new Dictionary<string, string>(_broker.Address.ToEnvironment())
        {
            ["RabbitMq__UseTls"] = "true",
            ["RabbitMq__CaFile"] = Certificate.AuthorityFile,
            ["RabbitMq__CertificateFile"] = Certificate.CertificateFile,
            ["RabbitMq__KeyFile"] = Certificate.KeyFile,
        };

        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], settings);

        exitCode.ShouldBe(0, log);
        (await _broker.Management.QueuesAsync()).ShouldNotBeEmpty();
    }

    /// <summary>What the other test is about: this broker lets nobody in without.</summary>
    [Fact]
    public async Task Should_not_be_let_in_without_one()
    {
        var without = new ConnectionFactory
        {
            Uri = _broker.Address.Uri,
            Ssl = new SslOption(_broker.Address.Host, enabled: true)
            {
                AcceptablePolicyErrors = SslPolicyErrors.RemoteCertificateChainErrors,
            },
        };

        await Should.ThrowAsync<BrokerUnreachableException>(() => without.CreateConnectionAsync(TestContext.Current.CancellationToken));
    }
}
