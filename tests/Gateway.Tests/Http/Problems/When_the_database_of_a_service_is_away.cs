using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Http.Problems;

public sealed class When_the_database_of_a_service_is_away : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_the_database_of_a_service_is_away(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task Should_tell_a_reader_to_come_back_later()
    {
        _gateway.Services.On<GetFeedbackTab>(_ => throw new ServiceUnavailableException(new TimeoutException("secret host")));

        var reply = await _gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        int.Parse(reply.Headers["Retry-After"], null).ShouldBePositive();
        reply.Text.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Should_tell_who_marks_a_message_as_read_the_same()
    {
        _gateway.Services.On<MarkInboxMessageRead>(_ => throw new ServiceUnavailableException(new TimeoutException()));

        var reply = await _gateway.PostAsync($"/api/me/messages/{Guid.NewGuid()}/read", TestData.ClientToken);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }
}
