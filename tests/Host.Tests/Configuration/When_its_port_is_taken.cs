using System.Net;
using System.Net.Sockets;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Configuration;

public sealed class When_its_port_is_taken : IDisposable
{
    private readonly TemporaryFolder _folder = new("port");

    public void Dispose() => _folder.Dispose();

    [Trait("Symptom", "… and the line names `Urls`")]
    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1:{0}")]
    [InlineData("127.0.0.1", "http://localhost:{0}")]
    [InlineData("::1", "http://localhost:{0}")]
    [InlineData("127.0.0.1", "http://0.0.0.0:{0}")]
    [InlineData("127.0.0.1", "http://+:{0}")]
    [InlineData("::1", "http://[::]:{0}")]
    [InlineData("0.0.0.0", "http://127.0.0.1:{0}")]
    [InlineData("127.0.0.1", "http://127.0.0.1:0;http://127.0.0.1:{0}/")]
    public async Task Should_refuse_the_start_in_one_line_before_anything_is_migrated(string taken, string urls)
    {
        using var other = new TcpListener(IPAddress.Parse(taken), 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await ShouldRefuseAsync("Urls", string.Format(null, urls, port), port);
    }

    /// <summary>The server's own section, which takes the place of <c>Urls</c>.</summary>
    [Fact]
    public async Task Should_refuse_the_start_when_an_endpoint_of_the_server_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await ShouldRefuseAsync("Kestrel:Endpoints:Mine:Url", $"http://127.0.0.1:{port}", port);
    }

    private async Task ShouldRefuseAsync(string key, string value, int port)
    {
        var database = _folder.Path("feedback.db");

        var (exitCode, log) = await ServiceProcess.RunAsync([], new Dictionary<string, string>
        {
            [key.Replace(":", "__", StringComparison.Ordinal)] = value,
            ["ConnectionStrings__Feedback"] = $"Data Source={database}",
        });

        exitCode.ShouldBe(1, log);
        var line = log.Trim();
        line.ShouldNotContain('\n');
        line.ShouldStartWith($"{key}: ");
        line.ShouldContain($"{port}");
        File.Exists(database).ShouldBeFalse();
    }
}
