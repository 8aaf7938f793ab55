using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Requests;

public sealed class When_the_freelancer_requests_feedback : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_the_freelancer_requests_feedback(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<RequestFeedback>(command => new FeedbackRequestAccepted
        {
            RequestId = command.RequestId,
            ContractId = command.ContractId,
            RequestedAt = command.RequestedAt,
            ExpiresAt = command.RequestedAt.AddDays(14),
        });
    }

    [Fact]
    public async Task Should_respond_created_with_the_pending_request()
    {
        var reply = await RequestAsync("""{"message":"How am I doing?"}""");

        reply.Status.ShouldBe(HttpStatusCode.Created);
        var command = Command();
        reply.Headers["Location"].ShouldBe($"/api/contracts/c-1/feedback-requests/{command.RequestId}");
        reply.Json.ShouldEqualJson($$"""
            {"requestId":"{{command.RequestId}}","contractId":"c-1","status":"pending",
            "requestedAt":"2026-03-01T12:00:00.123456Z","expiresAt":"2026-03-15T12:00:00.123456Z"}
            """);
    }

    [Fact]
    public async Task Should_stamp_the_instant_in_whole_microseconds()
    {
        await RequestAsync("""{"message":"How am I doing?"}""");

        var command = Command();
        command.ShouldBe(new RequestFeedback
        {
            RequestId = command.RequestId,
            ContractId = "c-1",
            CallerId = "felix",
            Message = "How am I doing?",
            RequestedAt = GatewayFixture.Stamp,
        });
        command.RequestId.Version.ShouldBe(7);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"message":null}""")]
    public async Task Should_do_without_a_message(string? body)
    {
        var reply = await RequestAsync(body);

        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        Command().Message.ShouldBeNull();
    }

    [Fact]
    public async Task Should_address_a_contract_by_any_id_of_the_other_system()
    {
        var reply = await _gateway.PostAsync("/api/contracts/Auftrag%20%C3%84%231/feedback-requests", TestData.FreelancerToken, "{}");

        Command().ContractId.ShouldBe("Auftrag Ä#1");
        reply.Headers["Location"].ShouldStartWith("/api/contracts/Auftrag%20%C3%84%231/feedback-requests/");
    }

    private RequestFeedback Command() => _gateway.Services.Received<RequestFeedback>().ShouldHaveSingleItem();

    private Task<Reply> RequestAsync(string? body) =>
        _gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken, body);
}
