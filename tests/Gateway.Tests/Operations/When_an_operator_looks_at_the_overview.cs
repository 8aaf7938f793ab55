using System.Net;
using System.Text.Json;
using Contracts.Messages;
using Gateway.Operations;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Operations;

public sealed class When_an_operator_looks_at_the_overview : IClassFixture<When_an_operator_looks_at_the_overview.Fixture>
{
    private static readonly OutboxOverview _outbox = new()
    {
        Waiting = 1,
        OldestAt = TestData.Start,
        Timers = 2,
        OverdueTimers = 3,
        Parked = 4,
    };

    private readonly Fixture _gateway;

    public When_an_operator_looks_at_the_overview(Fixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.BrokerIsAway = false;
        _gateway.Services.On<GetFeedbackOverview>(_ => new FeedbackOverview
        {
            Requests = new Dictionary<string, long> { ["pending"] = 5, ["closed"] = 6 },
            Reports = new Dictionary<string, long> { ["open"] = 9 },
            Signals = new Dictionary<string, long> { ["rating-plea"] = 11 },
            Withheld = new Dictionary<string, long> { ["held"] = 10 },
            Outbox = _outbox,
        });
        _gateway.Services.On<GetNotificationsOverview>(_ => new NotificationsOverview
        {
            Emails = new Dictionary<string, long> { ["delivered"] = 7 },
            InAppMessages = new Dictionary<string, long> { ["unread"] = 8 },
            Webhooks = new Dictionary<string, long> { ["failed"] = 11 },
            Outbox = _outbox with { OldestAt = null },
        });
    }

    [Fact]
    public async Task Should_show_requests_deliveries_outboxes_and_queues()
    {
        var reply = await LookAsync();

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson("""
            {"asOf":"2026-03-01T12:00:00.123456Z",
            "feedback":{"requests":{"pending":5,"closed":6},"reports":{"open":9},"withheld":{"held":10},"signals":{"rating-plea":11},
              "outbox":{"waiting":1,"oldestAt":"2026-01-10T08:30:00Z","timers":2,"overdueTimers":3,"parked":4}},
            "notifications":{"emails":{"delivered":7},"inAppMessages":{"unread":8},"webhooks":{"failed":11},
              "outbox":{"waiting":1,"oldestAt":null,"timers":2,"overdueTimers":3,"parked":4}},
            "queues":[{"queue":"feedback-request","messages":9,"errors":1,"skipped":null,"unacknowledged":2}],
            "missing":{}}
            """);
        _gateway.Services.Received<GetFeedbackOverview>().ShouldHaveSingleItem().AsOf.ShouldBe(GatewayFixture.Stamp);
    }

    [Fact]
    public async Task Should_show_the_rest_when_one_service_is_away()
    {
        _gateway.Services.On<GetNotificationsOverview>(_ => throw new InvalidOperationException("Away."));

        var reply = await LookAsync();

        reply.Json.GetProperty("notifications").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.Json.GetProperty("feedback").GetProperty("requests").GetProperty("pending").GetInt64().ShouldBe(5);
        reply.Json.GetProperty("missing").ShouldEqualJson("""{"notifications":"The service failed; its log says why."}""");
    }

    [Fact]
    public async Task Should_say_that_a_database_or_the_broker_is_away()
    {
        _gateway.Services.On<GetFeedbackOverview>(_ => throw new ServiceUnavailableException(new TimeoutException()));
        _gateway.BrokerIsAway = true;

        var reply = await LookAsync();

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.GetProperty("feedback").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.Json.GetProperty("queues").ValueKind.ShouldBe(JsonValueKind.Null);
        reply.Json.GetProperty("missing").ShouldEqualJson("""
            {"feedback":"The service's database is away or takes too long.","queues":"The broker can't be reached."}
            """);
    }

    private Task<Reply> LookAsync() => _gateway.GetAsync("/api/ops/overview", Tokens.For("olga", "ops"));

    public sealed class Fixture : GatewayFixture, IQueueDepths
    {
        public bool BrokerIsAway { get; set; }

        public async Task<IReadOnlyList<QueueDepth>?> ReadAsync(CancellationToken cancellationToken)
        {
            await Task.Yield();
            return BrokerIsAway ? throw new IOException("secret host") : [new QueueDepth("feedback-request", 9, 1, null, 2)];
        }

        protected override void Add(IServiceCollection services) => services.AddSingleton<IQueueDepths>(this);
    }
}
