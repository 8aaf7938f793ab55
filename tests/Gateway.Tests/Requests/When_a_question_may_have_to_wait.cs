using System.Collections.Concurrent;
using Contracts.Messages;
using Gateway.Tests.Harness;
using MassTransit;
using Shouldly;

namespace Gateway.Tests.Requests;

/// <summary>While a service is away, what the gateway asks it waits in a durable queue that dead-letters what expires.</summary>
public class When_a_question_may_have_to_wait(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Should_not_expire_in_the_queue()
    {
        gateway.Services.Reset();
        gateway.Services.On<RequestFeedback>(command => new ContractNotFound { ContractId = command.ContractId });
        var published = new TimesToLive();
        using var observing = gateway.Bus.ConnectPublishObserver(published);

        await gateway.PostAsync("/api/contracts/c-1/feedback-requests", Samples.FreelancerToken);

        published.Seen.ShouldBe([null]);
    }

    private sealed class TimesToLive : IPublishObserver
    {
        public ConcurrentQueue<TimeSpan?> Seen { get; } = new();

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is RequestFeedback)
                Seen.Enqueue(context.TimeToLive);

            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
