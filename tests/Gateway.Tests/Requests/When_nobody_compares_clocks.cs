using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Requests;

/// <summary>The queue of the queries is not consumed, or too long; that of the commands is.</summary>
public sealed class When_nobody_compares_clocks : IAsyncLifetime
{
    private readonly Fixture _gateway = new();

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        _gateway.Services.On<RequestFeedback>(command => new FeedbackRequestAccepted
        {
            RequestId = command.RequestId,
            ContractId = command.ContractId,
            RequestedAt = command.RequestedAt,
            ExpiresAt = command.RequestedAt.AddDays(14),
        });
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    /// <summary>An agreement holds for ten seconds: until then no query is sent.</summary>
    [Fact]
    public async Task R52_Should_go_on_with_commands_after_they_agreed()
    {
        (await RequestAsync()).Status.ShouldBe(HttpStatusCode.Created);
        var asked = _gateway.Services.Received<GetFeedbackRequestStatuses>().Count;
        _gateway.Services.On<GetFeedbackRequestStatuses>(_ => null);

        var reply = await Eventually.Get(
            RequestAsync,
            reply => reply.Status != HttpStatusCode.Created || _gateway.Services.Received<GetFeedbackRequestStatuses>().Count > asked);

        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
    }

    [Fact]
    public async Task R52_Should_send_no_command_once_its_clock_was_set()
    {
        (await RequestAsync()).Status.ShouldBe(HttpStatusCode.Created);
        _gateway.Services.On<GetFeedbackRequestStatuses>(_ => throw new InvalidOperationException("Not now."));

        _gateway.Clock.Shift = TimeSpan.FromHours(2);
        var reply = await RequestAsync();

        reply.Status.ShouldBe(HttpStatusCode.InternalServerError, reply.Text);
        _gateway.Services.Received<RequestFeedback>().Count.ShouldBe(1);
    }

    private Task<Reply> RequestAsync() =>
        _gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken, "{}");

    private sealed class Fixture : GatewayFixture
    {
        public When_the_clock_differs_from_the_services.ShiftedClock Clock { get; } = new();

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:ClockTolerance"] = "01:00:00",
            ["Gateway:OptionalTimeout"] = "00:00:00.2",
            ["Gateway:RequestTimeout"] = "00:00:30",
            ["Gateway:RateLimits:CommandsPerMinute"] = "1000000",
            ["Gateway:RateLimits:CommandsPerDay"] = "1000000",
            ["Gateway:RateLimits:CallsPerMinute"] = "1000000",
        };

        protected override void Add(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }
}
