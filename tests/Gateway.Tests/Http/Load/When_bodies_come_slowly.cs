using System.Net;
using System.Net.Sockets;
using System.Text;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Load;

public sealed class When_bodies_come_slowly(When_bodies_come_slowly.Fixture gateway) : IClassFixture<When_bodies_come_slowly.Fixture>
{
    [Fact]
    public async Task Should_have_room_for_others()
    {
        gateway.Services.On<GetFeedbackTab>(query => new ContractNotFound { ContractId = query.ContractId });
        using var first = await BeginAsync();
        using var second = await BeginAsync();

        var reply = await gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken);

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    /// <summary>Returns when the gateway waits for the body, as it says by the interim response.</summary>
    private async Task<TcpClient> BeginAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"""
            POST /api/contracts/c-1/feedback HTTP/1.1
            Host: localhost
            Authorization: Bearer {TestData.ClientToken}
            Content-Type: application/json
            Content-Length: 1000
            Expect: 100-continue


            """.ReplaceLineEndings("\r\n")));
        using var reader = new StreamReader(stream, leaveOpen: true);
        (await reader.ReadLineAsync().OrHang()).ShouldBe("HTTP/1.1 100 Continue");
        return client;
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:MaxCallsInHand"] = "2",
        };
    }
}
