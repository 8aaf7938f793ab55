using System.Net;
using System.Security.Cryptography;
using System.Text;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Http;

public sealed class When_a_caller_sends_an_idempotency_key : IClassFixture<GatewayFixture>
{
    private const string RequestPath = "/api/contracts/c-1/feedback-requests";
    private const string FeedbackPath = "/api/contracts/c-1/feedback";

    private readonly GatewayFixture _gateway;

    public When_a_caller_sends_an_idempotency_key(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<ProvideFeedback>(_ => new FeedbackAccepted { Feedback = TestData.MidContract });
        _gateway.Services.On<RequestFeedback>(_ => new FeedbackRequestAccepted
        {
            RequestId = TestData.RequestId,
            ContractId = "c-1",
            RequestedAt = TestData.Start,
            ExpiresAt = TestData.Start.AddDays(14),
        });
    }

    [Fact]
    public async Task Should_pass_on_the_key_with_a_hash_of_the_body()
    {
        await SendAsync(RequestPath, """{"message":"Hi"}""", "key-1");

        var key = _gateway.Services.Received<RequestFeedback>().ShouldHaveSingleItem().Idempotency.ShouldNotBeNull();
        key.Key.ShouldBe("key-1");
        key.BodyHash.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("""{"Message":"Hi"}"""))));
    }

    [Fact]
    public async Task Should_see_the_same_body_in_another_spelling()
    {
        await SendAsync(FeedbackPath, TestData.GoodFeedback, "key-1");
        await SendAsync(
            FeedbackPath,
            """{ "comment" : "Good so f\u0061r", "ratings":{"cooperation":5,"skills":5,"quality":4,"availability":3,"deadlines":2,"communication":1}}""",
            "key-1");

        var hashes = _gateway.Services.Received<ProvideFeedback>().Select(command => command.Idempotency!.BodyHash).ToList();
        hashes.Count.ShouldBe(2);
        hashes[1].ShouldBe(hashes[0]);
    }

    [Fact]
    public async Task Should_tell_another_body_by_its_hash()
    {
        await SendAsync(FeedbackPath, TestData.GoodFeedback, "key-1");
        await SendAsync(FeedbackPath, TestData.GoodFeedback.Replace("Good", "Bad", StringComparison.Ordinal), "key-1");

        _gateway.Services.Received<ProvideFeedback>().Select(command => command.Idempotency!.BodyHash).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Should_respond_to_a_repetition_with_what_the_service_says_it_said_first()
    {
        var reply = await SendAsync(RequestPath, "{}", "key-1");

        reply.Status.ShouldBe(HttpStatusCode.Created);
        reply.Headers["Location"].ShouldEndWith(TestData.RequestId.ToString());
        reply.Json.GetProperty("requestedAt").GetString().ShouldBe("2026-01-10T08:30:00Z");
    }

    [Theory]
    [InlineData(RequestPath)]
    [InlineData(FeedbackPath)]
    public async Task Should_refuse_a_key_that_was_used_with_another_body(string path)
    {
        _gateway.Services.On<RequestFeedback>(command => new IdempotencyKeyReused { Key = command.Idempotency!.Key });
        _gateway.Services.On<ProvideFeedback>(command => new IdempotencyKeyReused { Key = command.Idempotency!.Key });

        var reply = await SendAsync(path, path == RequestPath ? "{}" : TestData.GoodFeedback, "key-1");

        reply.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task Should_take_a_key_of_128_characters()
    {
        var reply = await SendAsync(RequestPath, "{}", new string('k', 128));

        reply.Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public async Task Should_refuse_a_key_that_is_none(int length)
    {
        var reply = await SendAsync(RequestPath, "{}", new string('k', length));

        reply.ShouldNameAsInvalid("Idempotency-Key");
        _gateway.Services.Received<RequestFeedback>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_do_without_one()
    {
        await _gateway.PostAsync(RequestPath, TestData.FreelancerToken, "{}");

        _gateway.Services.Received<RequestFeedback>().ShouldHaveSingleItem().Idempotency.ShouldBeNull();
    }

    private Task<Reply> SendAsync(string path, string body, string key) =>
        _gateway.SendAsync(HttpMethod.Post, path, TestData.FreelancerToken, body, "application/json", ("Idempotency-Key", key));
}
