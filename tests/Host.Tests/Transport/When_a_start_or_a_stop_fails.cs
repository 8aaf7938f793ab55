using System.Net;
using System.Net.Sockets;
using System.Text;
using Host.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Transport;

public sealed class When_a_start_or_a_stop_fails : IAsyncLifetime
{
    private const string Queue = "feedback-contract-ended";
    private const int Messages = 20;

    private readonly RabbitMqVirtualHost _broker = new();
    private readonly TemporaryFolder _folder = new("intake");

    public async ValueTask InitializeAsync()
    {
        await _broker.InitializeAsync();
        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], new Dictionary<string, string>(_broker.Address.ToEnvironment())
        {
            ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
            ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path("notifications.db")}",
        });
        exitCode.ShouldBe(0, log);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("saga")]
    [InlineData("embedded")]
    public async Task Should_consume_nothing_when_the_port_is_taken_at_the_last_moment(string roles)
    {
        await PublishAsync();
        var port = FreePort.Next();
        var app = Build(roles, port, services => services.AddHostedService(_ => new PortTaker(port)));

        await Should.ThrowAsync<IOException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        await app.DisposeAsync();

        await Eventually.Until(async () => await _broker.Management.ConsumersAsync(Queue) == 0);
        await Eventually.Until(async () => await _broker.Management.DepthAsync(Queue) == Messages);
        (await _broker.Management.DepthAsync($"{Queue}_error")).ShouldBe(0);
    }

    [Fact]
    public async Task Should_leave_what_it_could_not_finish_in_its_queue_when_it_stops()
    {
        await using var service = await ServiceProcess.StartAsync(
            ["saga"],
            new Dictionary<string, string>(_broker.Address.ToEnvironment())
            {
                ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
                ["Shutdown__Timeout"] = "00:00:01",
            });
        await using (var other = new SqliteConnection($"Data Source={_folder.Path("feedback.db")}"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var held = other.CreateCommand();
            held.CommandText = "BEGIN IMMEDIATE";
            await held.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await PublishAsync();
            await Eventually.Until(async () => (await _broker.Management.UnsettledAsync()).GetValueOrDefault(Queue) == Messages);

            await service.StopAsync();
        }

        await Eventually.Until(async () => await _broker.Management.DepthAsync(Queue) == Messages);
        (await _broker.Management.DepthAsync($"{Queue}_error")).ShouldBe(0);
    }

    private WebApplication Build(string roles, int port, Action<IServiceCollection> add) => Start.Build(
        add,
        [
            "--environment=Development",
            $"--Urls=http://127.0.0.1:{port}",
            "--Demo:Data=false",
            "--Transport=RabbitMq",
            $"--RabbitMq:Host={_broker.Address.Host}",
            $"--RabbitMq:Port={_broker.Address.Port}",
            $"--RabbitMq:VirtualHost={_broker.Address.VirtualHost}",
            $"--RabbitMq:Username={_broker.Address.Username}",
            $"--RabbitMq:Password={_broker.Address.Password}",
            $"--ConnectionStrings:Feedback=Data Source={_folder.Path("feedback.db")}",
            $"--ConnectionStrings:Notifications=Data Source={_folder.Path("notifications.db")}",
            .. roles == "embedded" ? Array.Empty<string>() : [roles],
        ]);

    private async Task PublishAsync()
    {
        var factory = new ConnectionFactory { Uri = _broker.Address.Uri };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        for (var number = 0; number < Messages; number++)
        {
            var json = $$"""{ "eventId": "e-{{number}}", "contractId": "c-{{number}}", "endedAt": "2026-01-01T00:00:00Z" }""";
            var properties = new BasicProperties { ContentType = "application/json" };
            await channel.BasicPublishAsync("contract-ended", "", mandatory: true, properties, Encoding.UTF8.GetBytes(json));
        }
    }

    /// <summary>Takes the port after it was found free, before the web server binds it.</summary>
    private sealed class PortTaker(int port) : IHostedService, IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, port);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _listener.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _listener.Dispose();
    }
}
