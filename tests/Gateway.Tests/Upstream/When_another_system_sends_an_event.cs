using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Upstream;

public sealed class When_another_system_sends_an_event : IAsyncLifetime
{
    private readonly GatewayFixture _gateway = new();

    private static readonly DateTimeOffset _instant = new(2026, 2, 1, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, object> Events => new()
    {
        {
            "contract-started",
            """{"contractId":"c-1","clientId":"clara","freelancerId":"felix","agencyId":"acme","title":"Web shop","startedAt":"2026-02-01T08:00:00Z"}""",
            new ContractStarted
            {
                EventId = "e-1",
                ContractId = "c-1",
                ClientId = "clara",
                FreelancerId = "felix",
                AgencyId = "acme",
                Title = "Web shop",
                StartedAt = _instant,
            }
        },
        {
            "contract-started",
            """{"contractId":"c-1","clientId":"clara","freelancerId":"felix","agencyId":null,"title":"Web shop","startedAt":"2026-02-01T08:00:00.1234567Z"}""",
            new ContractStarted
            {
                EventId = "e-1",
                ContractId = "c-1",
                ClientId = "clara",
                FreelancerId = "felix",
                Title = "Web shop",
                StartedAt = _instant.AddTicks(1_234_560),
            }
        },
        {
            "contract-ended",
            """{"contractId":"c-1","endedAt":"2026-02-01T08:00:00Z"}""",
            new ContractEnded { EventId = "e-1", ContractId = "c-1", EndedAt = _instant }
        },
        {
            "payment-made",
            EventTestData.PaymentData,
            new PaymentMade
            {
                EventId = "e-1", PaymentId = "p-1", ContractId = "c-1", Amount = 1250.5m, Currency = "USD", PaidAt = _instant,
            }
        },
        {
            "payment-reversed",
            """{"paymentId":"p-1","contractId":"c-1","reversedAt":"2026-02-01T08:00:00Z"}""",
            new PaymentReversed { EventId = "e-1", PaymentId = "p-1", ContractId = "c-1", ReversedAt = _instant }
        },
        {
            "end-of-contract-feedback-given",
            """{"feedbackId":"f-1","contractId":"c-1","authorId":"clara","recipientId":"felix","score":4.75,"comment":"Fine\nwork","givenAt":"2026-02-01T08:00:00Z"}""",
            new EndOfContractFeedbackGiven
            {
                EventId = "e-1",
                FeedbackId = "f-1",
                ContractId = "c-1",
                AuthorId = "clara",
                RecipientId = "felix",
                Score = 4.75m,
                Comment = "Fine\nwork",
                GivenAt = _instant,
            }
        },
        {
            "user-profile-changed",
            """{"userId":"clara","displayName":"Clara Hoffmann","email":"clara@example.org","changedAt":"2026-02-01T08:00:00Z"}""",
            new UserProfileChanged
            {
                EventId = "e-1",
                UserId = "clara",
                DisplayName = "Clara Hoffmann",
                Email = "clara@example.org",
                ChangedAt = _instant,
            }
        },
        {
            "user-profile-changed",
            """{"userId":"clara","displayName":"Clara Hoffmann","changedAt":"2026-02-01T08:00:00Z"}""",
            new UserProfileChanged { EventId = "e-1", UserId = "clara", DisplayName = "Clara Hoffmann", ChangedAt = _instant }
        },
        {
            "user-erased",
            """{"userId":"clara","displayName":"Clara Hoff","email":"clara@example.org","erasedAt":"2026-02-01T08:00:00Z"}""",
            new UserErased
            {
                EventId = "e-1",
                UserId = "clara",
                DisplayName = "Clara Hoff",
                Email = "clara@example.org",
                ErasedAt = _instant,
            }
        },
        {
            "user-erased",
            """{"userId":"clara","erasedAt":"2026-02-01T08:00:00Z"}""",
            new UserErased { EventId = "e-1", UserId = "clara", ErasedAt = _instant }
        },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Should_publish_it_as_its_message(string type, string data, object expected)
    {
        var reply = await _gateway.PostAsync(
            "/api/upstream/events", EventTestData.Token, EventTestData.Event(type, data), EventTestData.Single);

        reply.Status.ShouldBe(HttpStatusCode.Accepted, reply.Text);
        reply.Json.ShouldEqualJson("""{"accepted":1}""");
        (await TakenAsync(1)).ShouldBe([expected]);
    }

    [Fact]
    public async Task Should_allow_the_attributes_that_it_makes_no_use_of()
    {
        var body = EventTestData.Event("payment-made", EventTestData.PaymentData, more:
            ""","datacontenttype":"application/json; charset=utf-8","time":"2026-02-01T08:00:00Z","subject":"c-1","dataschema":"urn:x","traceparent":"00-1","retries":2""");

        var reply = await _gateway.PostAsync("/api/upstream/events", EventTestData.Token, body, $"{EventTestData.Single}; charset=UTF-8");

        reply.Status.ShouldBe(HttpStatusCode.Accepted, reply.Text);
        await TakenAsync(1);
    }

    [Fact]
    public async Task Should_publish_a_whole_batch()
    {
        var batch = $"[{string.Join(",", Enumerable.Range(1, 100).Select(number => EventTestData.Payment($"e-{number}")))}]";

        var reply = await _gateway.PostAsync("/api/upstream/events", EventTestData.Token, batch, EventTestData.Batch);

        reply.Status.ShouldBe(HttpStatusCode.Accepted, reply.Text);
        reply.Json.ShouldEqualJson("""{"accepted":100}""");
        (await TakenAsync(100)).Cast<PaymentMade>().Select(payment => payment.EventId)
            .ShouldBe(Enumerable.Range(1, 100).Select(number => $"e-{number}"), ignoreOrder: true);
    }

    [Fact]
    public async Task Should_take_an_empty_batch()
    {
        var reply = await _gateway.PostAsync("/api/upstream/events", EventTestData.Token, "[]", EventTestData.Batch);

        reply.Status.ShouldBe(HttpStatusCode.Accepted, reply.Text);
    }

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    /// <summary>The first messages that the services took, in any order.</summary>
    private ValueTask<List<object>> TakenAsync(int count) => _gateway.Harness.Consumed
        .SelectAsync(_ => true, TestContext.Current.CancellationToken)
        .Take(count)
        .Select(message => message.MessageObject)
        .ToListAsync(TestContext.Current.CancellationToken);
}
