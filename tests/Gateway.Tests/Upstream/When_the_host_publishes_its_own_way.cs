using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Gateway.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Gateway.Tests.Upstream;

public sealed class When_the_host_publishes_its_own_way(When_the_host_publishes_its_own_way.Fixture gateway)
    : IClassFixture<When_the_host_publishes_its_own_way.Fixture>
{
    [Fact]
    public async Task Should_give_it_the_whole_batch_and_wait()
    {
        gateway.Publisher.Failure = null;

        var reply = await SendAsync();

        reply.Status.ShouldBe(HttpStatusCode.Accepted, reply.Text);
        gateway.Publisher.Batch!.Cast<PaymentMade>().Select(payment => payment.EventId).ShouldBe(["e-1", "e-2"]);
    }

    [Fact]
    public async Task Should_respond_unavailable_when_it_can_not_in_time()
    {
        gateway.Publisher.Failure = new OperationCanceledException();

        var reply = await SendAsync();

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        reply.Headers["Retry-After"].ShouldNotBeNullOrEmpty();
    }

    private Task<Reply> SendAsync() => gateway.PostAsync(
        "/api/upstream/events",
        EventTestData.Token,
        $"[{EventTestData.Payment("e-1")},{EventTestData.Payment("e-2")}]",
        EventTestData.Batch);

    public sealed class Fixture : GatewayFixture
    {
        internal Publisher Publisher { get; } = new();

        protected override void Add(IServiceCollection services) => services.AddSingleton<IUpstreamPublisher>(Publisher);
    }

    internal sealed class Publisher : IUpstreamPublisher
    {
        public Exception? Failure { get; set; }

        public IReadOnlyList<object>? Batch { get; private set; }

        public Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken)
        {
            Batch = messages;
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }
    }
}
