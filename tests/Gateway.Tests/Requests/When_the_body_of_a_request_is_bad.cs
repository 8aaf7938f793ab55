using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Requests;

public sealed class When_the_body_of_a_request_is_bad : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_the_body_of_a_request_is_bad(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Theory]
    [InlineData("""{"message":5}""", "message")]
    [InlineData("""{"message":["a"]}""", "message")]
    [InlineData("""{"message":"\u0000"}""", "message")]
    [InlineData("""{"message":"\ud800"}""", "message")]
    [InlineData("""{"message":"a","message":"b"}""", "message")]
    [InlineData("""{"Message":"a"}""", "Message")]
    [InlineData("""{"message":"a","requestedAt":"2026-01-01T00:00:00Z"}""", "requestedAt")]
    [InlineData("""{"message":"a",}""", "body")]
    [InlineData("""{"message":"a"} {}""", "body")]
    [InlineData("""{"\ud800":1}""", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("\"a\"", "body")]
    [InlineData("message=a", "body")]
    public async Task Should_name_what_is_wrong_and_send_nothing(string body, string member)
    {
        var reply = await _gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken, body);

        reply.ShouldNameAsInvalid(member);
        _gateway.Services.Received<RequestFeedback>().ShouldBeEmpty();
    }
}
