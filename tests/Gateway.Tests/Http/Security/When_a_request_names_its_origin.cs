using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace Gateway.Tests.Http.Security;

public sealed class When_a_request_names_its_origin
{
    private static readonly (string Name, string Value)[] _headers =
        [("X-Forwarded-For", "198.51.100.7, 10.0.0.9"), ("X-Forwarded-Proto", "https, http"), ("X-Forwarded-Host", "evil.test")];

    [Theory]
    [InlineData(null, "127.0.0.1 http")]
    [InlineData("192.0.2.1", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "10.0.0.9 http")]
    [InlineData("127.0.0.1 10.0.0.0/8", "198.51.100.7 https")]
    public async Task Should_believe_known_proxies_alone(string? proxies, string seen)
    {
        await using var gateway = new Fixture { Proxies = proxies?.Split(' ') ?? [] };
        await gateway.InitializeAsync();

        var reply = await gateway.SendAsync(HttpMethod.Get, "/origin", token: null, headers: _headers);

        reply.Text.ShouldBe($"{seen} 127.0.0.1");
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("10.0.0.0/33")]
    [InlineData("")]
    public async Task Should_refuse_a_proxy_that_is_no_address(string proxy)
    {
        await using var gateway = new Fixture { Proxies = [proxy] };

        var failure = await Should.ThrowAsync<Exception>(() => gateway.InitializeAsync().AsTask());

        failure.Message.ShouldStartWith("Gateway:KnownProxies");
    }

    private sealed class Fixture : GatewayFixture
    {
        public required string[] Proxies { get; init; }

        protected override IReadOnlyDictionary<string, string?> Settings =>
            Proxies.Select((proxy, index) => (proxy, index)).ToDictionary(
                entry => $"Gateway:KnownProxies:{entry.index}", entry => (string?)entry.proxy);

        protected override void Map(WebApplication app) => app.MapGet("/origin", (HttpContext context) =>
            $"{context.Connection.RemoteIpAddress} {context.Request.Scheme} {context.Request.Host.Host}");
    }
}
