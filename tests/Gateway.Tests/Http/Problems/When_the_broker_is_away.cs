using System.Net;
using Gateway.Tests.Harness;
using TestKit;

namespace Gateway.Tests.Http.Problems;

/// <summary>MassTransit's own request timeout does not begin before the transport has a channel.</summary>
public sealed class When_the_broker_is_away(BrokerGatewayFixture gateway) : IClassFixture<BrokerGatewayFixture>
{
    private const string Event = """
        {"specversion":"1.0","id":"e-1","source":"/contracts","type":"contract-ended","data":{"contractId":"c-1","endedAt":"2026-02-19T08:30:00Z"}}
        """;

    [Theory]
    [InlineData("/api/contracts/c-1/feedback")]
    [InlineData("/api/me/messages")]
    [InlineData("/api/freelancers/felix/work-history")]
    public async Task Should_not_leave_a_reader_waiting(string path)
    {
        (await gateway.GetAsync(path, TestData.ClientToken)).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task Should_not_leave_a_client_waiting_who_provides_feedback()
    {
        var reply = await gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, TestData.GoodFeedback);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task Should_not_leave_a_freelancer_waiting_who_requests_it()
    {
        var reply = await gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken, "{}");

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task Should_not_leave_another_system_waiting()
    {
        var reply = await gateway.PostAsync(
            "/api/upstream/events", Tokens.For("contracts", "upstream"), Event, "application/cloudevents+json");

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }
}
