using Microsoft.Playwright;

namespace EndToEnd.Tests.Page;

/// <summary>All that the operators' page can show. In memory nothing is in an error queue: those are made up.</summary>
internal static class OperatorPageStates
{
    public const string Id = "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e01";

    private const string Outbox = """{"waiting":3,"oldestAt":"2026-03-01T11:00:00Z","timers":7,"overdueTimers":1,"parked":2}""";

    private const string CalmOutbox = """{"waiting":0,"oldestAt":null,"timers":7,"overdueTimers":0,"parked":0}""";

    /// <summary>Other states leave reports behind.</summary>
    private const string Calm = $$$"""
        {"asOf":"2026-03-01T12:00:00Z","feedback":{"requests":{"pending":3,"answered":12},
        "reports":{"open":0,"dismissed":1},"withheld":{},"outbox":{{{CalmOutbox}}}},
        "notifications":{"emails":{"delivered":40},"inAppMessages":{"unread":7},"outbox":{{{CalmOutbox}}}},"queues":null,"missing":{}}
        """;

    private const string Overview = $$$"""
        {"asOf":"2026-03-01T12:00:00Z","feedback":{"requests":{"pending":3,"answered":12},
        "reports":{"open":4,"dismissed":1,"upheld":0},"withheld":{"held":1,"taken-down":0},"outbox":{{{Outbox}}}},"notifications":null,
        "queues":[{"queue":"notifications-feedback-request-expired","messages":12345,"errors":3,"skipped":1,"unacknowledged":256},
        {"queue":"feedback-request","messages":0,"errors":null,"skipped":null,"unacknowledged":null}],
        "missing":{"notifications":"The service's database is away or takes too long."}}
        """;

    private const string Failed = $$"""
        {"queue":"notifications-feedback-request-expired","message":"{{Id}}",
        "messageType":"urn:message:Contracts.Messages:FeedbackRequestExpired","failure":"Npgsql.NpgsqlException",
        "failureMessage":"Request {{Id}} can't be read.","failedAt":"2026-03-01T12:00:00Z"}
        """;

    private const string WithoutId = """
        {"queue":"feedback-contract-started","message":null,"messageType":null,"failure":null,"failureMessage":null,"failedAt":null}
        """;

    public const string Parked = $$$"""
        {"items":[{"outbox":"feedback","rowId":"{{{Id}}}","messageId":"{{{Id}}}",
        "messageType":"urn:message:Contracts.Messages:FeedbackRequested","destination":"exchange:feedback-requested","attempts":10,
        "lastError":"MassTransit.MessageNotConfirmedException","parkedAt":"2026-03-01T12:00:00Z"}],"hasMore":true,"missing":{}}
        """;

    private const string Deliveries = $$"""
        {"items":[{"deliveryId":"{{Id}}","notice":"feedback-requested","channel":"email","status":"failed","attempts":9,
        "at":"2026-03-01T12:00:00Z","reason":"smtp-550: a-word-that-is-as-long-as-a-mail-server-may-make-it-and-that-no-line-can-break",
        "requestId":"{{Id}}","contractId":"c-website-redesign","recipientId":"u-maria"}],"next":"more"}
        """;

    private const string Share = """{"count":171,"of":263,"share":0.6502,"low":0.5907,"high":0.7053}""";

    private const string Nothing = """{"count":0,"of":0,"share":null,"low":null,"high":null}""";

    private const string RolloutReport = $$$"""
        {"since":"2025-12-01T12:00:00Z","refusalsSince":"2025-12-01T12:00:00Z","asOf":"2026-03-01T12:00:00Z","cohorts":[
        {"cohort":"all","accepted":300,"waiting":37,"concluded":263,"answered":{{{Share}}},"expired":{{{Share}}},"closed":{{{Share}}},
        "declined":{{{Share}}},
        "medianTimeToAnswer":{"seconds":93600,"lowSeconds":86400,"highSeconds":null},
        "ninetiethPercentileTimeToAnswer":{"seconds":7500,"lowSeconds":540,"highSeconds":777600},
        "refused":{{{Share}}},"refusals":[{"code":"no-recent-payment","refused":{{{Share}}}}]},
        {"cohort":"a-cohort-with-the-longest-name-of","accepted":0,"waiting":0,"concluded":0,"answered":{{{Nothing}}},
        "expired":{{{Nothing}}},"closed":{{{Nothing}}},"declined":{{{Nothing}}},"medianTimeToAnswer":null,"ninetiethPercentileTimeToAnswer":null,
        "refused":{{{Nothing}}},"refusals":[]}]}
        """;

    private const string RolloutHistory = """
        {"items":[{"version":2,"percentage":12.5,"freelancerCount":1,"cohorts":[{"name":"pilot","percentage":0,"freelancerCount":200}],
        "changedAt":"2026-03-01T12:00:00Z","changedBy":"u-olga","note":"The pilot went well."}],"next":"2"}
        """;

    private const string Reports = $$"""
        {"items":[{"reportId":"{{Id}}","status":"open","reason":"A-reason-that-is-as-long-as-somebody-may-make-it-and-that-no-line-can-break",
        "reportedAt":"2026-03-01T12:00:00Z","closedAt":null,"feedback":{"feedbackId":"{{Id}}","contractId":"c-website-redesign",
        "kind":"mid-contract","requestId":null,"authorId":"u-maria","authorName":"Maria Rossi","recipientId":"u-ana",
        "recipientName":"Ana Petrova","ratings":{"skills":1,"quality":2,"availability":3,"deadlines":4,"communication":5,"cooperation":1},
        "score":2.67,"comment":"Slow and rude.","providedAt":"2026-03-01T11:00:00Z","countsTowardJobSuccessScore":false,
        "visibility":"VISIBILITY","report":null},
        "actions":[{"action":"hold","operatorId":"u-olga","note":"Asked both sides.","at":"2026-03-01T12:30:00Z"}]}],"next":"more"}
        """;

    private const string Webhooks = $$$"""
        {"items":[{"webhookId":"{{{Id}}}","name":"CRM","url":"https://crm.example.com/a-path-that-is-as-long-as-it-may-be-and-that-no-line-can-break",
        "events":["feedback.provided","feedback.visibility_changed"],"state":"enabled","isGone":false,
        "previousSecretUntil":"2026-03-02T12:00:00Z","createdAt":"2026-03-01T12:00:00Z","createdBy":"u-olga",
        "changedAt":"2026-03-01T12:00:00Z","changedBy":"u-olga","deliveries":{"delivered":120,"failed":1},
        "waitingSince":"2026-03-01T12:00:00Z"},
        {"webhookId":"019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e02","name":"Old","url":"https://old.example.com/","events":["feedback.requested",
        "feedback.provided","feedback.request_expired","feedback.request_closed","feedback.request_declined","feedback.visibility_changed"],
        "state":"disabled","isGone":true,"previousSecretUntil":null,"createdAt":"2026-03-01T12:00:00Z","createdBy":"u-olga",
        "changedAt":"2026-03-01T12:00:00Z","changedBy":"u-olga","deliveries":{},"waitingSince":null}]}
        """;

    private const string Rotated = """
        {"webhook":{"name":"CRM"},"secret":"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=","deliveryId":null,"changed":true}
        """;

    private const string WebhookDeliveries = $$"""
        {"items":[{"deliveryId":"{{Id}}","webhookId":"{{Id}}","event":"feedback.provided","sourceId":"{{Id}}",
        "contractId":"c-website-redesign","status":"failed","attempts":10,"createdAt":"2026-03-01T12:00:00Z","at":"2026-03-01T12:00:00Z",
        "nextAt":null,"reason":"http-503"}],"next":"more"}
        """;

    private const string Problem = """
        {"type":"urn:feedback:problem:unavailable","title":"A service did not answer in time.","status":503,
        "detail":"It is not known whether the call took effect.","traceId":"0af7651916cd43dd8448eb211c80319c"}
        """;

    public static IReadOnlyList<PageState> All { get; } =
    [
        new("operators: sign-in", "[data-user=u-olga]") { Path = "/ops" },
        new("operators: not allowed", "h1:text('Not allowed')") { Path = "/ops", User = "u-ana", Hash = "/status" },
        Of("operators: status, calm", ".notice:text('Nothing waits for a person.')", "/status", Responds("overview", Calm)),
        Of("operators: status, much waits", ".waiting li >> nth=4", "/status", Responds("overview", Overview)),
        Of("operators: status can't be read", ".failed button", "/status", Responds("overview", Problem, 503)),
        Of("operators: loading takes a while", ".loading", "/parked", page =>
            page.RouteAsync("**/api/ops/parked", _ => Task.CompletedTask)),
        Of("operators: story, none named", "#sought", "/story"),
        Of("operators: story of a contract", ".timeline li.due", "/story/c-data-pipeline"),
        Of("operators: story with facts", ".timeline pre >> nth=0", "/story/c-data-pipeline") with
        {
            When = (page, _) => page.Locator(".timeline summary").First.ClickAsync(),
        },
        Of("operators: story of nothing", ".empty", "/story/nowhere"),
        Of("operators: errors in memory", ".notice:has-text('In memory there are no error queues')", "/errors"),
        Of("operators: errors", ".stopped article >> nth=1", "/errors", Responds(
            "errors", $$$"""{"items":[{{{WithoutId}}},{{{Failed}}}],"hasMore":true,"missing":{}}""")),
        Of("operators: errors, none", ".empty", "/errors", Responds("errors", """{"items":[],"hasMore":false,"missing":{}}""")),
        Of("operators: an error", "pre >> nth=1", $"/errors/notifications-feedback-request-expired/{Id}", Responds(
            "errors/*",
            $$$"""{"error":{{{Failed}}},"stackTrace":"   at Npgsql.NpgsqlConnector()","body":"{ \"id\": \"{{{Id}}}\" }"}""")),
        Of("operators: an error that is gone", ".empty", "/errors/feedback-request/gone"),
        Of("operators: parked, none", ".empty", "/parked"),
        Of("operators: parked", ".stopped article", "/parked", Responds("parked", Parked)),
        Of("operators: asked before it is done", "dialog[open]", "/parked", Responds("parked", Parked)) with
        {
            When = (page, _) => page.GetByRole(AriaRole.Button, new() { Name = $"Discard {Id}" }).ClickAsync(),
        },
        Of("operators: what came of it", "#outcome .notice.bad", "/parked", Responds("parked", Parked)) with
        {
            When = (page, _) => page.GetByRole(AriaRole.Button, new() { Name = $"Replay {Id}" }).ClickAsync(),
        },
        Of("operators: deliveries", ".stopped article >> nth=3", "/deliveries"),
        Of("operators: deliveries that failed", ".more button", "/deliveries?status=failed", Responds("deliveries*", Deliveries)),
        Of("operators: rollout, none stored", ".empty", "/rollout"),
        Of("operators: rollout with a report", ".figures section >> nth=1", "/rollout", async page =>
        {
            await Responds("rollout/report", RolloutReport)(page);
            await Responds("rollout/history*", RolloutHistory)(page);
        }) with
        {
            When = (page, _) => page.Locator("#read-report").ClickAsync(),
        },
        Of("operators: rollout, asked before it is changed", "dialog[open]", "/rollout") with
        {
            When = (page, _) => page.Locator("#set-percentage").ClickAsync(),
        },
        Of("operators: reports", ".stopped button:has-text('Dismiss')", "/reports", Responds("feedback-reports*", ReportsOf("visible"))),
        Of("operators: reports of what is held", ".stopped button:has-text('Restore')", "/reports?status=open", Responds(
            "feedback-reports*", ReportsOf("held"))),
        Of("operators: asked before it is taken down", "dialog[open]", "/reports", Responds(
            "feedback-reports*", ReportsOf("visible"))) with
        {
            When = (page, _) => page.GetByRole(AriaRole.Button, new() { Name = $"Take down {Id}" }).ClickAsync(),
        },
        Of("operators: reports, none", ".empty", "/reports?status=upheld", Responds(
            "feedback-reports*", """{"items":[],"next":null}""")),
        Of("operators: webhooks, none", ".empty >> nth=1", "/webhooks"),
        Of("operators: webhooks", ".stopped button:has-text('Replay')", "/webhooks", GivenWebhooksAsync),
        Of("operators: asked before a subscriber is removed", "dialog[open]", "/webhooks", GivenWebhooksAsync) with
        {
            When = (page, _) => page.GetByRole(AriaRole.Button, new() { Name = "Remove CRM" }).ClickAsync(),
        },
        Of("operators: signals of each kind", ".stopped article >> nth=5", "/signals", Responds(
            "signals*", $$"""{"items":[{{string.Join(',', SignalsOfEachKind())}}],"next":"more"}""")),
        Of("operators: signals, none", ".empty", "/signals?status=reviewed&kind=rating-plea", Responds(
            "signals*", """{"items":[],"next":null}""")),
        Of("operators: a secret is shown once", "dialog[open] #secret", "/webhooks", GivenWebhooksAsync) with
        {
            When = async (page, _) =>
            {
                await Responds("webhooks/*/rotate", Rotated)(page);
                await page.GetByRole(AriaRole.Button, new() { Name = "New secret for CRM" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Give it one" }).ClickAsync();
            },
        },
        Of("operators: deliveries of a request, none", ".empty", $"/deliveries?status=failed&request={Id}"),
    ];

    private static async Task GivenWebhooksAsync(IPage page)
    {
        await Responds("webhooks", Webhooks)(page);
        await Responds("webhook-deliveries*", WebhookDeliveries)(page);
    }

    private static IEnumerable<string> SignalsOfEachKind() =>
    [
        Signal("asked-near-refund", """
            "paymentId":"a-payment-with-an-id-that-is-as-long-as-an-id-may-be-and-unbroken","paymentAt":"2026-03-01T09:00:00Z","window":"P1D"
            """),
        Signal("asked-near-bonus", """ "paymentId":"p-2","paymentAt":"2026-03-01T12:30:00Z","window":"P1D" """),
        Signal("rating-plea", """ "pattern":"five-stars" """),
        Signal("reciprocal-pair", $$"""
            "otherContractId":"c-logo-design","otherFeedbackId":"{{Id}}","otherAt":"2026-02-01T12:00:00Z","window":"P180D"
            """),
        Signal(
            "young-accounts",
            $$""" "count":3,"clients":1,"feedbackIds":["{{Id}}"],"accountOpenedAt":"2026-01-20T12:00:00Z","window":"P90D" """,
            "reviewed"),
        Signal("young-accounts", $$""" "count":3,"clients":3,"feedbackIds":["{{Id}}"],"window":"P90D" """, "reviewed"),
    ];

    private static string Signal(string kind, string evidence, string status = "open") => $$"""
        {"signalId":"{{Guid.CreateVersion7()}}","kind":"{{kind}}","status":"{{status}}","contractId":"c-website-redesign",
        "freelancerId":"u-ana","clientId":"u-maria","requestId":"{{Id}}","feedbackId":null,"at":"2026-03-01T12:00:00Z",
        "evidence":{ {{evidence}} },"reviewedAt":{{(status == "open" ? "null" : "\"2026-03-01T13:00:00Z\"")}},
        "reviewedBy":"u-olga","note":"A-note-that-is-as-long-as-somebody-may-make-it-and-that-no-line-can-break-anywhere"}
        """;

    private static string ReportsOf(string visibility) => Reports.Replace("VISIBILITY", visibility, StringComparison.Ordinal);

    private static PageState Of(string name, string shows, string hash, Func<IPage, Task>? given = null) =>
        new(name, shows) { Path = "/ops", User = "u-olga", Roles = ["ops"], Hash = hash, Given = given };

    private static Func<IPage, Task> Responds(string path, string json, int status = 200) => page => page.RouteAsync(
        $"**/api/ops/{path}",
        route => route.FulfillAsync(new() { Status = status, ContentType = "application/json", Body = json }));
}
