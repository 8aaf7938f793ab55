using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Signals;

public sealed class When_an_operator_looks_at_signals : IClassFixture<GatewayFixture>
{
    private static readonly Guid _id = new("9f2c0000-0000-4000-8000-000000000004");

    private static readonly AbuseSignalView _signal = new()
    {
        SignalId = _id,
        Kind = AbuseSignalKinds.AskedNearRefund,
        Status = AbuseSignalStatuses.Open,
        ContractId = "c-1",
        FreelancerId = "felix",
        ClientId = "clara",
        RequestId = TestData.FeedbackId,
        At = TestData.Start,
        Evidence = new AbuseSignalEvidence { PaymentId = "p-1", PaymentAt = TestData.Start, Window = TimeSpan.FromDays(1) },
    };

    private static readonly string _json = $$"""
        {"signalId":"{{_id}}","kind":"asked-near-refund","status":"open","contractId":"c-1","freelancerId":"felix","clientId":"clara",
        "requestId":"{{TestData.FeedbackId}}","feedbackId":null,"at":"2026-01-10T08:30:00Z","evidence":{"paymentId":"p-1",
        "paymentAt":"2026-01-10T08:30:00Z","otherContractId":null,"otherFeedbackId":null,"otherAt":null,"count":null,"clients":null,
        "feedbackIds":null,"accountOpenedAt":null,"window":"P1D","pattern":null},"reviewedAt":null,"reviewedBy":null,"note":null}
        """;

    private readonly GatewayFixture _gateway;

    public When_an_operator_looks_at_signals(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetAbuseSignals>(_ => new AbuseSignals { Items = [_signal], Next = "next-1" });
        _gateway.Services.On<ReviewAbuseSignal>(_ => new AbuseSignalReviewed { Signal = _signal, Changed = true });
    }

    [Fact]
    public async Task R67_Should_list_them_with_the_evidence()
    {
        var reply = await ListAsync(
            "?kind=asked-near-refund&status=open&freelancerId=fe%2Flix&since=2026-01-01T01:00:00%2B01:00&limit=5&cursor=c");

        reply.Json.ShouldEqualJson($$"""{"items":[{{_json}}],"next":"next-1"}""");
        _gateway.Services.Received<GetAbuseSignals>().ShouldHaveSingleItem().ShouldBe(new GetAbuseSignals
        {
            Kind = AbuseSignalKinds.AskedNearRefund,
            Status = AbuseSignalStatuses.Open,
            FreelancerId = "fe/lix",
            Since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            PageSize = 5,
            Cursor = "c",
        });
    }

    [Fact]
    public async Task R67_Should_list_all_where_nothing_is_named()
    {
        (await ListAsync("?kind=&status=&freelancerId=&since=")).Status.ShouldBe(HttpStatusCode.OK);

        _gateway.Services.Received<GetAbuseSignals>().ShouldHaveSingleItem()
            .ShouldBe(new GetAbuseSignals { PageSize = Limits.DefaultPageSize });
    }

    [Theory]
    [InlineData("kind", "refund")]
    [InlineData("status", "closed")]
    [InlineData("since", "yesterday")]
    [InlineData("freelancerId", "a%00b")]
    [InlineData("limit", "101")]
    public async Task Should_name_a_parameter_that_makes_no_sense(string parameter, string value)
    {
        (await ListAsync($"?{parameter}={value}")).ShouldNameAsInvalid(parameter);

        _gateway.Services.Received<GetAbuseSignals>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_name_a_cursor_that_is_none()
    {
        _gateway.Services.On<GetAbuseSignals>(_ => InvalidInput.Of("cursor", InvalidInput.CursorProblem));

        (await ListAsync("?cursor=nonsense")).ShouldNameAsInvalid("cursor");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("{}", null)]
    [InlineData("""{"note":"A joke."}""", "A joke.")]
    public async Task R67_Should_mark_one_for_the_operator(string? body, string? note)
    {
        var reply = await ReviewAsync($"{_id}", body);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json.ShouldEqualJson($$"""{"signal":{{_json}},"changed":true}""");
        _gateway.Services.Received<ReviewAbuseSignal>().ShouldHaveSingleItem()
            .ShouldBe(new ReviewAbuseSignal { SignalId = _id, Note = note, CallerId = "olga" });
    }

    [Theory]
    [InlineData("""{"note":7}""", "note")]
    [InlineData("""{"note":"a\u0000b"}""", "note")]
    [InlineData("""{"reason":"a"}""", "reason")]
    public async Task Should_name_what_is_wrong_with_the_body(string body, string member)
    {
        (await ReviewAsync($"{_id}", body)).ShouldNameAsInvalid(member);

        _gateway.Services.Received<ReviewAbuseSignal>().ShouldBeEmpty();
    }

    [Fact]
    public async Task R67_Should_say_why_not()
    {
        _gateway.Services.On<ReviewAbuseSignal>(command => new UnknownAbuseSignal { SignalId = command.SignalId });
        (await ReviewAsync($"{_id}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await ReviewAsync("s-1")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        _gateway.Services.On<ReviewAbuseSignal>(_ => InvalidInput.Of("note", "is too long"));
        (await ReviewAsync($"{_id}")).ShouldNameAsInvalid("note");
    }

    [Fact]
    public async Task R67_Should_be_for_operators_alone()
    {
        foreach (var token in new[] { TestData.ClientToken, TestData.FreelancerToken, Tokens.For("upstream-1", "upstream") })
        {
            (await _gateway.GetAsync("/api/ops/signals", token)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
            (await _gateway.PostAsync($"/api/ops/signals/{_id}/review", token)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }

        _gateway.Services.Received<GetAbuseSignals>().ShouldBeEmpty();
        _gateway.Services.Received<ReviewAbuseSignal>().ShouldBeEmpty();
    }

    private Task<Reply> ListAsync(string query) => _gateway.GetAsync($"/api/ops/signals{query}", Tokens.For("olga", "ops"));

    private Task<Reply> ReviewAsync(string signal, string? body = null) =>
        _gateway.PostAsync($"/api/ops/signals/{signal}/review", Tokens.For("olga", "ops"), body);
}
