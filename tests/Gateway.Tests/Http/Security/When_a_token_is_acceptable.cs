using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Security;

public sealed class When_a_token_is_acceptable : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_token_is_acceptable(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetMyContracts>(_ => new MyContracts { Items = [] });
    }

    [Theory]
    [InlineData("u")]
    [InlineData("auth0|5f7c8ec7c33c6c004bbafe82")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task Should_take_its_subject_as_the_caller(string subject)
    {
        var reply = await _gateway.GetAsync("/api/me/contracts", Tokens.For(subject));

        reply.Status.ShouldBe(HttpStatusCode.OK);
        _gateway.Services.Received<GetMyContracts>().ShouldHaveSingleItem().CallerId.ShouldBe(subject);
    }
}
