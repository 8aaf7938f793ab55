using Host.Tests.Support;
using Host.Transport;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;
using TestKit.Network;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Transport;

/// <summary>
/// The connection of a bus is cut when it has opened its channels and is about to look, on all of them, whether its queues are there.
/// Cut there, a bus whose endpoints do that at once came back from none of the starts.
/// </summary>
public sealed class When_the_connection_breaks_while_queues_are_declared
{
    /// <summary>Bytes from the client, by which it has opened its channels.</summary>
    private static readonly int[] _cuts = [1_060, 1_120, 1_180];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("saga")]
    [InlineData("notifications")]
    public async Task Should_consume_from_every_queue_all_the_same(string role) =>
        await Task.WhenAll(_cuts.Select(bytes => ConsumesAfterCutAsync(role, bytes)));

    /// <summary>The first cut meets the connection that declares exchanges, the second the bus.</summary>
    [Theory]
    [InlineData(1_060)]
    [InlineData(4_000)]
    public async Task Should_declare_all_of_it_when_it_migrates(int bytes)
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync();
        await using var network = TcpProxy.To(broker.Address.Host, broker.Address.Port);
        network.CutOnceAfter(bytes);

        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], (broker.Address with { Port = network.Port }).ToEnvironment());

        exitCode.ShouldBe(0, log);
        network.HasCut.ShouldBeTrue();
        (await broker.Management.QueuesAsync()).Keys.ShouldBe(
            Topology.Queues.SelectMany(queue => new[] { queue, $"{queue}_error", $"{queue}_skipped" }), ignoreOrder: true);
    }

    private static async Task ConsumesAfterCutAsync(string role, int bytes)
    {
        await using var broker = await RabbitMqVirtualHost.CreateAsync();
        (await ServiceProcess.RunAsync(["migrate"], broker.Address.ToEnvironment())).ExitCode.ShouldBe(0);
        await using var network = TcpProxy.To(broker.Address.Host, broker.Address.Port);
        await using var app = Build(role, broker.Address with { Port = network.Port });
        var bus = app.Services.GetRequiredService<IBusControl>();
        network.CutOnceAfter(bytes);

        await bus.StartAsync(Cancellation).WaitAsync(HangGuard.Limit, Cancellation);

        network.HasCut.ShouldBeTrue();
        foreach (var queue in Queues.Of(app))
            await Eventually.Until(
                async () => await broker.Management.ConsumersAsync(queue) == 1, HangGuard.Limit, $"{role} consumes from {queue}");
        await bus.StopAsync(Cancellation);
    }

    private static WebApplication Build(string role, RabbitMqAddress broker) =>
        Start.Build([role, "--environment=Development", .. broker.ToEnvironment().Select(
            key => $"--{key.Key.Replace("__", ":", StringComparison.Ordinal)}={key.Value}")]);
}
