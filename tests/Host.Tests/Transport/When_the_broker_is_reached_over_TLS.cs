using Host.Tests.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using TestKit.Network;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Transport;

public sealed class When_the_broker_is_reached_over_TLS : IAsyncLifetime
{
    private readonly RabbitMqVirtualHost _broker = new();

    public async ValueTask InitializeAsync() => await _broker.InitializeAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Should_trust_the_authority_that_is_configured_and_show_its_own_certificate()
    {
        await using var tls = TlsProxy.To(_broker.Address.Host, _broker.Address.Port, wantsCertificate: true);
        var settings = SettingsFor(tls);
        settings["RabbitMq__CaFile"] = tls.CertificateFile;
        settings["RabbitMq__CertificateFile"] = tls.CertificateFile;
        settings["RabbitMq__KeyFile"] = tls.KeyFile;

        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], settings);

        exitCode.ShouldBe(0, log);
        (await _broker.Management.QueuesAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Should_refuse_the_start_where_nobody_vouches_for_the_broker()
    {
        await using var tls = TlsProxy.To(_broker.Address.Host, _broker.Address.Port);

        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], SettingsFor(tls));

        exitCode.ShouldBe(1, log);
        log.Trim().ShouldContain("RabbitMq:CaFile: 127.0.0.1 has no certificate to trust.");
        tls.Relayed.ShouldBe(0);
    }

    /// <summary>MassTransit takes a certificate of any authority unless it is told not to.</summary>
    [Fact]
    public async Task Should_say_nothing_on_the_bus_to_a_broker_that_nobody_vouches_for()
    {
        await using var tls = TlsProxy.To(_broker.Address.Host, _broker.Address.Port);
        await using var app = Start.Build(["saga", "--environment=Development", .. SettingsFor(tls).Select(
            key => $"--{key.Key.Replace("__", ":", StringComparison.Ordinal)}={key.Value}")]);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var starting = app.Services.GetRequiredService<IBusControl>().StartAsync(stopping.Token);
        await Eventually.Until(() => tls.Refused > 1 || tls.Relayed > 0, what: "the bus tries again");

        tls.Relayed.ShouldBe(0);
        await stopping.CancelAsync();
        await Should.ThrowAsync<Exception>(() => starting);
    }

    private Dictionary<string, string> SettingsFor(TlsProxy tls) =>
        new((_broker.Address with { Port = tls.Port }).ToEnvironment()) { ["RabbitMq__UseTls"] = "true" };
}
