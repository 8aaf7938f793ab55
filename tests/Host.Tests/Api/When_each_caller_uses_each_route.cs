using System.Text;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Api;

/// <summary>
/// Who may do what: each route, each caller, for a contract of theirs and for one that does not exist or belongs to others. A caller
/// who may act but is refused by the rules gets 409, so that no cell changes what the next one sees.
/// </summary>
public sealed class When_each_caller_uses_each_route(ApiSituation situation) : IClassFixture<ApiSituation>
{
    private const string Feedback =
        """{"ratings":{"skills":5,"quality":5,"availability":5,"deadlines":5,"communication":5,"cooperation":5}}""";
    private const string Reason = """{"reason":"It is about somebody else."}""";
    private const string Event =
        """
        {"specversion":"1.0","id":"e-1","source":"/tests","type":"contract-ended",
        "data":{"contractId":"c-9","endedAt":"2026-01-01T00:00:00Z"}}
        """;
    private const string Decline = "POST /api/contracts/{contractId}/feedback-requests/{requestId}/decline";
    private const string Nowhere = "contract-nowhere";
    private const string NoId = "019c0000-0000-7000-8000-00000000dead";

    private static readonly string[] _callers = ["nobody", "stranger", "felix", "clara", "oscar", "ops", "upstream"];

    // The columns are those of _callers.
    private static readonly (string Route, string Path, string? Body, int[] Expected)[] _rows =
    [
        ("GET /api/contracts/{contractId}/feedback", "/api/contracts/WAITING/feedback", null, [401, 404, 200, 200, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback", "/api/contracts/ENDED/feedback", null, [401, 404, 200, 200, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback", "/api/contracts/OTHERS/feedback", null, [401, 404, 404, 404, 200, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback", "/api/contracts/NOWHERE/feedback", null, [401, 404, 404, 404, 404, 404, 404]),

        ("POST /api/contracts/{contractId}/feedback-requests", "/api/contracts/WAITING/feedback-requests", "{}",
            [401, 404, 409, 403, 404, 404, 404]),
        ("POST /api/contracts/{contractId}/feedback-requests", "/api/contracts/ENDED/feedback-requests", "{}",
            [401, 404, 409, 403, 404, 404, 404]),
        ("POST /api/contracts/{contractId}/feedback-requests", "/api/contracts/OTHERS/feedback-requests", "{}",
            [401, 404, 404, 404, 403, 404, 404]),
        ("POST /api/contracts/{contractId}/feedback-requests", "/api/contracts/NOWHERE/feedback-requests", "{}",
            [401, 404, 404, 404, 404, 404, 404]),

        ("GET /api/contracts/{contractId}/feedback-requests/{requestId}", "/api/contracts/WAITING/feedback-requests/REQUEST", null,
            [401, 404, 200, 200, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback-requests/{requestId}", "/api/contracts/WAITING/feedback-requests/NOID", null,
            [401, 404, 404, 404, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback-requests/{requestId}", "/api/contracts/ENDED/feedback-requests/REQUEST", null,
            [401, 404, 404, 404, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback-requests/{requestId}", "/api/contracts/OTHERS/feedback-requests/REQUEST", null,
            [401, 404, 404, 404, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback-requests/{requestId}", "/api/contracts/NOWHERE/feedback-requests/REQUEST", null,
            [401, 404, 404, 404, 404, 404, 404]),

        (Decline, "/api/contracts/WAITING/feedback-requests/REQUEST/decline", "{}", [401, 404, 403, 409, 404, 404, 404]),
        (Decline, "/api/contracts/WAITING/feedback-requests/NOID/decline", "{}", [401, 404, 403, 404, 404, 404, 404]),
        (Decline, "/api/contracts/ENDED/feedback-requests/REQUEST/decline", "{}", [401, 404, 403, 404, 404, 404, 404]),
        (Decline, "/api/contracts/OTHERS/feedback-requests/REQUEST/decline", "{}", [401, 404, 404, 404, 404, 404, 404]),
        (Decline, "/api/contracts/NOWHERE/feedback-requests/REQUEST/decline", "{}", [401, 404, 404, 404, 404, 404, 404]),

        ("POST /api/contracts/{contractId}/feedback", "/api/contracts/ENDED/feedback", Feedback, [401, 404, 403, 409, 404, 404, 404]),
        ("POST /api/contracts/{contractId}/feedback", "/api/contracts/NOWHERE/feedback", Feedback, [401, 404, 404, 404, 404, 404, 404]),

        ("GET /api/contracts/{contractId}/feedback/{feedbackId}", "/api/contracts/ENDED/feedback/FEEDBACK", null,
            [401, 404, 200, 200, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback/{feedbackId}", "/api/contracts/ENDED/feedback/NOID", null,
            [401, 404, 404, 404, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback/{feedbackId}", "/api/contracts/WAITING/feedback/FEEDBACK", null,
            [401, 404, 404, 404, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback/{feedbackId}", "/api/contracts/OTHERS/feedback/FEEDBACK", null,
            [401, 404, 404, 404, 404, 404, 404]),
        ("GET /api/contracts/{contractId}/feedback/{feedbackId}", "/api/contracts/NOWHERE/feedback/FEEDBACK", null,
            [401, 404, 404, 404, 404, 404, 404]),

        ("POST /api/contracts/{contractId}/feedback/{feedbackId}/replies", "/api/contracts/ENDED/feedback/FEEDBACK/replies", "{}",
            [401, 404, 409, 403, 404, 404, 404]),
        ("POST /api/contracts/{contractId}/feedback/{feedbackId}/replies", "/api/contracts/ENDED/feedback/NOID/replies", "{}",
            [401, 404, 404, 404, 404, 404, 404]),
        ("POST /api/contracts/{contractId}/feedback/{feedbackId}/replies", "/api/contracts/OTHERS/feedback/FEEDBACK/replies", "{}",
            [401, 404, 404, 404, 404, 404, 404]),

        // Without a reason nobody's report is taken.
        ("POST /api/contracts/{contractId}/feedback/{feedbackId}/reports", "/api/contracts/ENDED/feedback/FEEDBACK/reports", "{}",
            [401, 400, 400, 400, 400, 400, 400]),
        ("POST /api/contracts/{contractId}/feedback/{feedbackId}/reports", "/api/contracts/ENDED/feedback/NOID/reports", Reason,
            [401, 404, 404, 403, 404, 404, 404]),
        ("POST /api/contracts/{contractId}/feedback/{feedbackId}/reports", "/api/contracts/OTHERS/feedback/FEEDBACK/reports", Reason,
            [401, 404, 404, 404, 403, 404, 404]),

        ("GET /api/freelancers/{freelancerId}/work-history", "/api/freelancers/felix/work-history", null,
            [200, 200, 200, 200, 200, 200, 200]),
        ("GET /api/freelancers/{freelancerId}/work-history", "/api/freelancers/nobody/work-history", null,
            [200, 200, 200, 200, 200, 200, 200]),
        ("GET /api/agencies/{agencyId}/work-history", "/api/agencies/acme/work-history", null, [200, 200, 200, 200, 200, 200, 200]),

        ("GET /api/me/contracts", "/api/me/contracts", null, [401, 200, 200, 200, 200, 200, 200]),
        ("GET /api/me/messages", "/api/me/messages", null, [401, 200, 200, 200, 200, 200, 200]),
        ("GET /api/me/messages/stream", "/api/me/messages/stream", null, [401, 200, 200, 200, 200, 200, 200]),
        ("POST /api/me/messages/{messageId}/read", "/api/me/messages/MESSAGE/read", null, [401, 404, 404, 204, 404, 404, 404]),
        ("POST /api/me/messages/{messageId}/read", "/api/me/messages/NOID/read", null, [401, 404, 404, 404, 404, 404, 404]),
        ("POST /api/me/messages/read", "/api/me/messages/read", null, [401, 204, 204, 204, 204, 204, 204]),

        ("GET /api/me/notification-preferences", "/api/me/notification-preferences", null, [401, 200, 200, 200, 200, 200, 200]),
        ("PUT /api/me/notification-preferences", "/api/me/notification-preferences", """{"items":[]}""",
            [401, 200, 200, 200, 200, 200, 200]),

        ("POST /api/upstream/events", "/api/upstream/events", Event, [401, 403, 403, 403, 403, 403, 202]),
        ("GET /api/upstream/contracts/{contractId}/mid-contract-feedback", "/api/upstream/contracts/ENDED/mid-contract-feedback", null,
            [401, 403, 403, 403, 403, 403, 200]),
        ("GET /api/upstream/contracts/{contractId}/mid-contract-feedback", "/api/upstream/contracts/NOWHERE/mid-contract-feedback", null,
            [401, 403, 403, 403, 403, 403, 404]),
        ("GET /api/ops/overview", "/api/ops/overview", null, [401, 403, 403, 403, 403, 200, 403]),
        ("GET /api/ops/requests/{requestId}", "/api/ops/requests/REQUEST", null, [401, 403, 403, 403, 403, 200, 403]),
        ("GET /api/ops/requests/{requestId}", "/api/ops/requests/NOID", null, [401, 403, 403, 403, 403, 404, 403]),
        ("GET /api/ops/contracts/{contractId}", "/api/ops/contracts/WAITING", null, [401, 403, 403, 403, 403, 200, 403]),
        ("GET /api/ops/contracts/{contractId}", "/api/ops/contracts/NOWHERE", null, [401, 403, 403, 403, 403, 404, 403]),
        ("GET /api/ops/parked", "/api/ops/parked", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/parked/{outbox}/replay", "/api/ops/parked/feedback/replay?all=true", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/parked/{outbox}/replay", "/api/ops/parked/notifications/replay?id=NOID", null, [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/parked/{outbox}/discard", "/api/ops/parked/feedback/discard?id=NOID", null, [401, 403, 403, 403, 403, 404, 403]),
        ("GET /api/ops/errors", "/api/ops/errors", null, [401, 403, 403, 403, 403, 200, 403]),
        ("GET /api/ops/errors/{queue}", "/api/ops/errors/feedback-request?message=NOID", null, [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/errors/{queue}/replay", "/api/ops/errors/notifications-email/replay?all=true", null,
            [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/errors/{queue}/discard", "/api/ops/errors/feedback-request/discard?message=NOID", null,
            [401, 403, 403, 403, 403, 404, 403]),
        ("GET /api/ops/rollout", "/api/ops/rollout", null, [401, 403, 403, 403, 403, 200, 403]),
        ("GET /api/ops/rollout", "/api/ops/rollout?version=99999", null, [401, 403, 403, 403, 403, 404, 403]),
        ("PUT /api/ops/rollout", "/api/ops/rollout", """{"version":0}""", [401, 403, 403, 403, 403, 200, 403]),
        ("PUT /api/ops/rollout", "/api/ops/rollout?stale", """{"version":99999}""", [401, 403, 403, 403, 403, 409, 403]),
        ("GET /api/ops/rollout/report", "/api/ops/rollout/report", null, [401, 403, 403, 403, 403, 200, 403]),
        ("GET /api/ops/rollout/history", "/api/ops/rollout/history", null, [401, 403, 403, 403, 403, 200, 403]),
        ("GET /api/ops/deliveries", "/api/ops/deliveries?status=failed", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/deliveries/release", "/api/ops/deliveries/release", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/deliveries/{deliveryId}/resend", "/api/ops/deliveries/NOID/resend", null, [401, 403, 403, 403, 403, 404, 403]),
        ("GET /api/ops/webhooks", "/api/ops/webhooks", null, [401, 403, 403, 403, 403, 200, 403]),

        // There is no key to keep a secret with.
        ("POST /api/ops/webhooks", "/api/ops/webhooks", """{"name":"CRM","url":"https://crm.example.com/hooks"}""",
            [401, 403, 403, 403, 403, 409, 403]),
        ("DELETE /api/ops/webhooks/{webhookId}", "/api/ops/webhooks/NOID", null, [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/webhooks/{webhookId}/enable", "/api/ops/webhooks/NOID/enable", null, [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/webhooks/{webhookId}/disable", "/api/ops/webhooks/NOID/disable", null, [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/webhooks/{webhookId}/rotate", "/api/ops/webhooks/NOID/rotate", null, [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/webhooks/{webhookId}/test", "/api/ops/webhooks/NOID/test", null, [401, 403, 403, 403, 403, 404, 403]),
        ("GET /api/ops/webhook-deliveries", "/api/ops/webhook-deliveries?status=failed", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/webhook-deliveries/replay", "/api/ops/webhook-deliveries/replay", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/webhook-deliveries/{deliveryId}/replay", "/api/ops/webhook-deliveries/NOID/replay", null,
            [401, 403, 403, 403, 403, 404, 403]),

        ("GET /api/ops/signals", "/api/ops/signals?status=open", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/signals/{signalId}/review", "/api/ops/signals/NOID/review", null, [401, 403, 403, 403, 403, 404, 403]),
        ("GET /api/ops/feedback-reports", "/api/ops/feedback-reports?status=open", null, [401, 403, 403, 403, 403, 200, 403]),
        ("POST /api/ops/feedback/{feedbackId}/hold", "/api/ops/feedback/NOID/hold", null, [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/feedback/{feedbackId}/restore", "/api/ops/feedback/NOID/restore", "{}", [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/feedback/{feedbackId}/take-down", "/api/ops/feedback/NOID/take-down", null,
            [401, 403, 403, 403, 403, 404, 403]),
        ("POST /api/ops/feedback/{feedbackId}/dismiss", "/api/ops/feedback/FEEDBACK/dismiss", null,
            [401, 403, 403, 403, 403, 409, 403]),

        ("GET /unsubscribe/{token}", "/unsubscribe/NOID", null, [404, 404, 404, 404, 404, 404, 404]),
        ("POST /unsubscribe/{token}", "/unsubscribe/NOID", null, [404, 404, 404, 404, 404, 404, 404]),
        ("GET /health/live", "/health/live", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /health/ready", "/health/ready", null, [200, 200, 200, 200, 200, 200, 200]),

        // In Development and in demo mode; elsewhere they are for operators, or not there.
        ("GET /openapi/{documentName}.json", "/openapi/v1.json", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /openapi/{documentName}.json", "/openapi/messages.json", null, [404, 404, 404, 404, 404, 404, 404]),
        ("GET /asyncapi/v1.json", "/asyncapi/v1.json", null, [200, 200, 200, 200, 200, 200, 200]),
        ("POST /demo/token", "/demo/token", """{"sub":"somebody","roles":[]}""", [200, 200, 200, 200, 200, 200, 200]),
        ("GET /demo/clock", "/demo/clock", null, [200, 200, 200, 200, 200, 200, 200]),
        ("POST /demo/clock/advance", "/demo/clock/advance", """{"by":"00:00:00"}""", [200, 200, 200, 200, 200, 200, 200]),
        ("GET /demo/mail", "/demo/mail", null, [200, 200, 200, 200, 200, 200, 200]),

        ("", "/api", null, [404, 404, 404, 404, 404, 404, 404]),
        ("", "/api/me", null, [404, 404, 404, 404, 404, 404, 404]),
        ("", "/api/contracts/WAITING", null, [404, 404, 404, 404, 404, 404, 404]),
    ];

    public static TheoryData<string, string> Cells => new(
        from row in _rows
        from caller in _callers
        select ($"{MethodOf(row.Route)} {row.Path}", caller));

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Should_get_what_is_theirs_and_nothing_else(string call, string caller)
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        var row = _rows.Single(row => row.Path == path && MethodOf(row.Route) == method);
        var expected = row.Expected[Array.IndexOf(_callers, caller)];

        using var request = new HttpRequestMessage(HttpMethod.Parse(method), Filled(path));
        request.Headers.Authorization = situation.Authorization(caller);
        if (row.Body is not null)
        {
            var contentType = row.Body == Event ? "application/cloudevents+json" : "application/json";
            request.Content = new StringContent(row.Body, Encoding.UTF8, contentType);
        }

        using var response = await situation.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(expected);
        if (expected >= 400)
            response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public void Should_be_every_route() =>
        situation.Routes.ShouldBe(
            _rows.Select(row => row.Route).Where(route => route.Length > 0).Distinct(), ignoreOrder: true);

    [Fact]
    public async Task Should_be_described_as_docs_say()
    {
        var served = await situation.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        var checkedIn = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "openapi.json"), TestContext.Current.CancellationToken);
        checkedIn.TrimEnd().ShouldBe(
            served.TrimEnd(),
            "docs/openapi.json is not what the product serves. To refresh it: tools/openapi/refresh.sh");
    }

    private static string MethodOf(string route) => route.Length > 0 ? route.Split(' ')[0] : "GET";

    private string Filled(string path) => path
        .Replace("WAITING", ApiSituation.Waiting, StringComparison.Ordinal)
        .Replace("ENDED", ApiSituation.Ended, StringComparison.Ordinal)
        .Replace("OTHERS", ApiSituation.Others, StringComparison.Ordinal)
        .Replace("NOWHERE", Nowhere, StringComparison.Ordinal)
        .Replace("REQUEST", situation.RequestId, StringComparison.Ordinal)
        .Replace("FEEDBACK", situation.FeedbackId, StringComparison.Ordinal)
        .Replace("MESSAGE", situation.MessageId, StringComparison.Ordinal)
        .Replace("NOID", NoId, StringComparison.Ordinal);
}
