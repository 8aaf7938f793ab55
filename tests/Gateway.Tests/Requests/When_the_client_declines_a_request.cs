using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Requests;

public sealed class When_the_client_declines_a_request : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/contracts/c-1/feedback-requests/019c0000-0000-7000-8000-000000000001/decline";

    private static readonly DateTimeOffset _from = GatewayFixture.Stamp.AddDays(30);

    private readonly GatewayFixture _gateway;

    public When_the_client_declines_a_request(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetDeliveries>(_ => TestData.Deliveries);
        Answer(new DeclineAccepted
        {
            Request = TestData.Request with
            {
                Status = FeedbackRequestStatuses.Declined,
                EndedAt = GatewayFixture.Stamp,
                AskAgainFrom = _from,
            },
        });
    }

    [Fact]
    public async Task R53_Should_respond_with_the_declined_request()
    {
        var reply = await DeclineAsync("{}");

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json.ShouldEqualJson($$"""
            {"requestId":"019c0000-0000-7000-8000-000000000001","contractId":"c-1","status":"declined","message":"How am I doing?",
            "requestedAt":"2026-02-09T08:30:00Z","expiresAt":"2026-02-23T08:30:00Z","endedAt":"2026-03-01T12:00:00.123456Z",
            "askAgainFrom":"2026-03-31T12:00:00.123456Z","feedbackId":null,"deliveries":{{TestData.DeliveriesJson}}}
            """);
    }

    [Fact]
    public async Task R54_Should_send_the_date_and_stamp_the_instant()
    {
        await DeclineAsync("""{"askAgainFrom":"2026-03-20T00:00:00+01:00"}""");

        var command = Command();
        command.ShouldBe(new DeclineFeedbackRequest
        {
            DeclineId = command.DeclineId,
            RequestId = TestData.RequestId,
            ContractId = "c-1",
            CallerId = "clara",
            AskAgainFrom = new DateTimeOffset(2026, 3, 19, 23, 0, 0, TimeSpan.Zero),
            DeclinedAt = GatewayFixture.Stamp,
        });
        command.DeclineId.Version.ShouldBe(7);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"askAgainFrom":null}""")]
    public async Task R54_Should_do_without_a_date(string? body)
    {
        (await DeclineAsync(body)).Status.ShouldBe(HttpStatusCode.OK);

        Command().AskAgainFrom.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"askAgainFrom":"2026-03-20"}""", "askAgainFrom")]
    [InlineData("""{"askAgainFrom":"2026-03-20T00:00:00"}""", "askAgainFrom")]
    [InlineData("""{"askAgainFrom":"tomorrow"}""", "askAgainFrom")]
    [InlineData("""{"askAgainFrom":""}""", "askAgainFrom")]
    [InlineData("""{"askAgainFrom":20}""", "askAgainFrom")]
    [InlineData("""{"reason":"No time"}""", "reason")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    public async Task R54_Should_name_what_is_wrong_and_send_nothing(string body, string member)
    {
        (await DeclineAsync(body)).ShouldNameAsInvalid(member);

        _gateway.Services.Received<DeclineFeedbackRequest>().ShouldBeEmpty();
    }

    [Fact]
    public async Task R53_Should_make_each_request_and_date_a_body_of_its_own_under_one_key()
    {
        const string Other = "/api/contracts/c-1/feedback-requests/019c0000-0000-7000-8000-000000000009/decline";
        const string Dated = """{"askAgainFrom":"2026-03-20T00:00:00Z"}""";
        foreach (var (path, body) in new[] { (Path, "{}"), (Path, ""), (Other, "{}"), (Path, Dated) })
            await _gateway.SendAsync(HttpMethod.Post, path, TestData.ClientToken, body, "application/json", ("Idempotency-Key", "key-1"));

        var hashes = _gateway.Services.Received<DeclineFeedbackRequest>().Select(command => command.Idempotency!.BodyHash).ToList();
        hashes[1].ShouldBe(hashes[0]);
        hashes.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task R53_Should_tell_why_it_is_refused()
    {
        var reason = new RefusalReason { Code = RefusalCodes.RequestNotPending, Detail = "The request for feedback does not wait." };
        Answer(new FeedbackRefused { ContractId = "c-1", Reasons = [reason] });

        (await DeclineAsync("{}")).ShouldBeProblem(HttpStatusCode.Conflict, "refused").GetProperty("reasons").ShouldEqualJson(
            """[{"code":"request-not-pending","detail":"The request for feedback does not wait.","endsAt":null}]""");
    }

    [Fact]
    public async Task R53_Should_forbid_the_freelancer_and_find_nothing_for_others()
    {
        Answer(new CallerNotPermitted { ContractId = "c-1", RequiredRole = ContractRoles.Client });
        (await DeclineAsync("{}")).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");

        Answer(new ContractNotFound { ContractId = "c-1" });
        (await DeclineAsync("{}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        Answer(new FeedbackRequestNotFound { ContractId = "c-1", RequestId = TestData.RequestId });
        (await DeclineAsync("{}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found")
            .GetProperty("detail").GetString().ShouldBe("The contract has no such feedback request.");
    }

    [Fact]
    public async Task R54_Should_name_the_date_that_the_service_refuses()
    {
        Answer(new InvalidInput { Errors = new Dictionary<string, string[]> { ["askAgainFrom"] = ["must lie ahead"] } });

        (await DeclineAsync("{}")).ShouldNameAsInvalid("askAgainFrom");
    }

    [Fact]
    public async Task Should_ask_for_no_request_whose_id_can_not_be_one()
    {
        await _gateway.PostAsync("/api/contracts/c-1/feedback-requests/nonsense/decline", TestData.ClientToken, "{}");

        Command().RequestId.ShouldBe(Guid.Empty);
    }

    private void Answer(object response) => _gateway.Services.On<DeclineFeedbackRequest>(_ => response);

    private DeclineFeedbackRequest Command() => _gateway.Services.Received<DeclineFeedbackRequest>().ShouldHaveSingleItem();

    private Task<Reply> DeclineAsync(string? body) => _gateway.PostAsync(Path, TestData.ClientToken, body);
}
