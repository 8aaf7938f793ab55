using Host.Configuration;
using Host.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Servers;

namespace Host.Tests.Transport;

public sealed class When_consumers_have_messages_in_hand : IAsyncLifetime
{
    private const string Queue = "feedback-request";
    private readonly RabbitMqVirtualHost _broker = new();
    private RabbitMqAddress _gateway = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _broker.InitializeAsync();
        _gateway = await _broker.AddressOfAsync(BrokerAccount.Of(BrokerAccount.Gateway));
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Should_count_them_with_the_account_that_is_shipped()
    {
        await using var connection = await new ConnectionFactory { Uri = _broker.Address.Uri }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Cancelled);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
        for (var message = 0; message < 3; message++)
            await channel.BasicPublishAsync("", Queue, body: default, Cancelled);

        await channel.BasicGetAsync(Queue, autoAck: false, Cancelled);
        await channel.BasicGetAsync(Queue, autoAck: false, Cancelled);

        // The management's figures are some seconds old.
        var depths = await Eventually.Get(
            () => DepthsAsync(new Uri($"http://{_gateway.Host}:{_gateway.ManagementPort}")),
            depths => depths.Single(depth => depth.Queue == Queue).Unacknowledged == 2);
        depths.Single(depth => depth.Queue == Queue).Messages.ShouldBe(1);
    }

    [Fact]
    public async Task Should_show_the_rest_when_the_management_is_not_known_or_away()
    {
        (await DepthsAsync(null)).ShouldAllBe(depth => depth.Unacknowledged == null);
        (await DepthsAsync(new Uri("http://127.0.0.1:9"))).ShouldAllBe(depth => depth.Unacknowledged == null && depth.Messages == 0);
    }

    /// <summary>It answers below a path alone, and to all else as proxies do.</summary>
    [Theory]
    [InlineData("/rabbit", 2)]
    [InlineData("/rabbit/", 2)]
    [InlineData("/", null)]
    public async Task Should_ask_a_management_behind_a_proxy(string path, int? unacknowledged)
    {
        await using var proxy = WebApplication.CreateSlimBuilder().Build();
        proxy.Urls.Add("http://127.0.0.1:0");
        proxy.Run(context => context.Request.Path.StartsWithSegments("/rabbit/api/queues")
            ? context.Response.WriteAsJsonAsync(new[] { new { name = Queue, messages_unacknowledged = 2 } })
            : context.Response.WriteAsync("<html>Welcome</html>"));
        await proxy.StartAsync(Cancelled);

        var depths = await DepthsAsync(new Uri(proxy.Urls.Single() + path));

        depths.Single(depth => depth.Queue == Queue).Unacknowledged.ShouldBe(unacknowledged);
    }

    private async Task<IReadOnlyList<global::Gateway.Operations.QueueDepth>> DepthsAsync(Uri? management) =>
        (await new RabbitMqQueueDepths(new RabbitMqSettings(
            _gateway.Host,
            _gateway.Port,
            _gateway.VirtualHost,
            _gateway.Username,
            _gateway.Password,
            UseTls: false,
            new TlsFiles(CaFile: null, CertificateFile: null, KeyFile: null),
            DeliveryLimit: 20,
            StallTimeout: TimeSpan.FromMinutes(1),
            management)).ReadAsync(CancellationToken.None))!;
}
