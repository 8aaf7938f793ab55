using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Gateway.Tests.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;

namespace Gateway.Tests.Requests;

public sealed class When_the_clock_differs_from_the_services : IClassFixture<When_the_clock_differs_from_the_services.Fixture>
{
    private readonly Fixture _gateway;

    public When_the_clock_differs_from_the_services(Fixture gateway)
    {
        _gateway = gateway;
        _gateway.Clock.Shift = TimeSpan.Zero;
        _gateway.Services.Reset();
        _gateway.Services.On<RequestFeedback>(command => new FeedbackRequestAccepted
        {
            RequestId = command.RequestId,
            ContractId = command.ContractId,
            RequestedAt = command.RequestedAt,
            ExpiresAt = command.RequestedAt.AddDays(14),
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task R52_Should_send_no_command_until_they_agree_again(int hours)
    {
        (await RequestAsync()).Status.ShouldBe(HttpStatusCode.Created);

        _gateway.Clock.Shift = TimeSpan.FromHours(hours);
        var refused = await RequestAsync();
        _gateway.Clock.Shift = TimeSpan.Zero;
        var later = await RequestAsync();

        var problem = refused.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        problem.GetProperty("detail").GetString().ShouldBe("Nothing was done. Make the call again later.");
        refused.Headers["Retry-After"].ShouldNotBeNullOrEmpty();
        later.Status.ShouldBe(HttpStatusCode.Created);
        _gateway.Services.Received<RequestFeedback>().Count.ShouldBe(2);
    }

    [Fact]
    public async Task R52_Should_not_be_ready_and_say_how_they_differ()
    {
        var before = await _gateway.GetAsync("/health/ready", token: null);
        _gateway.Clock.Shift = TimeSpan.FromDays(15);

        var meanwhile = await _gateway.GetAsync("/health/ready", token: null);

        before.Status.ShouldBe(HttpStatusCode.OK);
        meanwhile.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "not-ready").GetProperty("detail").GetString().ShouldNotBeNull()
            .ShouldMatch("clock-services \\(the clock of this process is 1[45]\\.[0-9:]+ ahead of the services'\\)");
    }

    [Fact]
    public async Task R52_Should_refuse_no_upstream_event_for_its_instant()
    {
        _gateway.Clock.Shift = TimeSpan.FromDays(-5);
        await _gateway.GetAsync("/health/ready", token: null);

        var reply = await _gateway.PostAsync("/api/upstream/events", EventTestData.Token, $$"""
            { "specversion": "1.0", "id": "e-1", "source": "contracts", "type": "contract-ended",
              "data": { "contractId": "c-1", "endedAt": "{{DateTimeOffset.UtcNow.AddMinutes(-1):O}}" } }
            """, "application/cloudevents+json");

        reply.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, reply.Text);
    }

    private Task<Reply> RequestAsync() =>
        _gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken, "{}");

    public sealed class Fixture : GatewayFixture
    {
        public ShiftedClock Clock { get; } = new();

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:ClockTolerance"] = "01:00:00",
            ["Gateway:RateLimits:CommandsPerMinute"] = "1000",
        };

        protected override void Add(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }

    public sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
