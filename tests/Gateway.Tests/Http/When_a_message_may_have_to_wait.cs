using System.Globalization;
using Contracts.Messages;
using Gateway.Tests.Harness;
using MassTransit;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http;

/// <summary>While a service is away or busy, commands and queries wait in its queue, and their callers may leave meanwhile.</summary>
public sealed class When_a_message_may_have_to_wait : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_message_may_have_to_wait(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<RequestFeedback>(command => new ContractNotFound { ContractId = command.ContractId });
        _gateway.Services.On<GetFeedbackTab>(query => new ContractNotFound { ContractId = query.ContractId });
    }

    [Fact]
    public async Task Should_tell_the_service_until_when_the_caller_waits_for_a_command()
    {
        var before = DateTimeOffset.UtcNow;

        await _gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken);

        var sent = _gateway.Harness.PublishedSoFar<RequestFeedback>()[^1];
        DeadlineOf(sent).ShouldBeInRange(before + HangGuard.Beyond, DateTimeOffset.UtcNow + HangGuard.Beyond);
    }

    [Fact]
    public async Task Should_tell_it_for_a_query_too()
    {
        var before = DateTimeOffset.UtcNow;

        await _gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken);

        var sent = _gateway.Harness.PublishedSoFar<GetFeedbackTab>()[^1];
        DeadlineOf(sent).ShouldBeInRange(before + HangGuard.Beyond, DateTimeOffset.UtcNow + HangGuard.Beyond);
    }

    /// <summary>The broker moves a command that expires to the error queue; the service drops it.</summary>
    [Fact]
    public async Task Should_have_the_broker_throw_away_queries_alone()
    {
        await _gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken);
        await _gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken);

        _gateway.Harness.PublishedSoFar<RequestFeedback>().ShouldAllBe(sent => sent.TimeToLive == null);
        _gateway.Harness.PublishedSoFar<GetFeedbackTab>().ShouldAllBe(sent => sent.TimeToLive <= HangGuard.Beyond);
    }

    private static DateTimeOffset DeadlineOf(SendContext sent) =>
        DateTimeOffset.Parse(sent.Headers.Get<string>(Deadline.Header)!, CultureInfo.InvariantCulture);
}
