using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Host.Tests.Api;

/// <summary>Makes calls of any kind: good ones, nearly good ones and nonsense. The same random source makes the same call.</summary>
internal sealed class RandomRequest(Random random, ApiSituation situation)
{
    /// <summary>Stands in every id and text that is made up, so that a log line that repeats one is recognised.</summary>
    public const string Mark = "Zq9fuzz";

    private const string Feedback =
        """{"ratings":{"skills":5,"quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5}}""";

    /// <summary>The routes that are called, with {id} for every id.</summary>
    public static IReadOnlyList<string> Routes => _routes;

    private static readonly string[] _routes =
    [
        "GET /api/contracts/{id}/feedback", "POST /api/contracts/{id}/feedback", "POST /api/contracts/{id}/feedback-requests",
        "GET /api/contracts/{id}/feedback-requests/{id}", "POST /api/contracts/{id}/feedback-requests/{id}/decline",
        "GET /api/contracts/{id}/feedback/{id}",
        "POST /api/contracts/{id}/feedback/{id}/replies", "POST /api/contracts/{id}/feedback/{id}/reports", "GET /api/ops/feedback-reports",
        "GET /api/ops/signals", "POST /api/ops/signals/{id}/review",
        "POST /api/ops/feedback/{id}/hold", "POST /api/ops/feedback/{id}/restore", "POST /api/ops/feedback/{id}/take-down",
        "POST /api/ops/feedback/{id}/dismiss", "GET /api/freelancers/{id}/work-history", "GET /api/agencies/{id}/work-history",
        "GET /api/me/contracts", "GET /api/me/messages", "GET /api/me/messages/stream", "POST /api/me/messages/{id}/read",
        "POST /api/me/messages/read", "GET /api/me/notification-preferences", "PUT /api/me/notification-preferences",
        "GET /unsubscribe/{id}", "POST /unsubscribe/{id}", "POST /api/ops/deliveries/{id}/resend",
        "GET /api/ops/requests/{id}", "GET /api/ops/contracts/{id}", "GET /api/ops/parked", "POST /api/ops/parked/{id}/replay",
        "POST /api/ops/parked/{id}/discard", "GET /api/ops/errors", "GET /api/ops/errors/{id}", "POST /api/ops/errors/{id}/replay",
        "POST /api/ops/errors/{id}/discard", "GET /api/ops/deliveries", "POST /api/ops/deliveries/release",
        "GET /api/ops/rollout", "PUT /api/ops/rollout", "GET /api/ops/rollout/history",
        "GET /api/ops/rollout/report", "GET /ops", "GET /api/ops/webhooks", "POST /api/ops/webhooks", "DELETE /api/ops/webhooks/{id}",
        "POST /api/ops/webhooks/{id}/enable", "POST /api/ops/webhooks/{id}/disable", "POST /api/ops/webhooks/{id}/rotate",
        "POST /api/ops/webhooks/{id}/test", "GET /api/ops/webhook-deliveries", "POST /api/ops/webhook-deliveries/replay",
        "POST /api/ops/webhook-deliveries/{id}/replay",
        "POST /api/upstream/events", "GET /api/upstream/contracts/{id}/mid-contract-feedback",
        "GET /api/ops/overview", "GET /health/live", "GET /health/ready", "GET /openapi/v1.json",
        "GET /openapi/{id}.json", "GET /asyncapi/v1.json", "GET /swagger/index.html", "POST /demo/token", "GET /demo/clock",
        "POST /demo/clock/advance", "GET /demo/mail", "GET /", "GET /js/app.js", "GET /{id}",
        "GET /api/{id}",
    ];

    private static readonly string[] _parameters =
        ["limit", "cursor", "unread", "contractId", "requestId", "webhookId", "status", "id", "message", "all", "version", "since",
            "kind", "freelancerId", "access_token", "x", "", "%00"];
    private static readonly string[] _methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"];
    private static readonly string[] _callers = [ApiSituation.Client, ApiSituation.Freelancer, ApiSituation.OtherParty, "ops", "upstream"];

    // The server itself refuses a NUL in the path, and an address of more than 8 KiB, before the product sees the call.
    private const int LongestValue = 1000;

    private static readonly string[] _oddIds =
    [
        "", ".", "..", "%2e%2e", "%2F", "a%2Fb", "%5C", "%20", "%0D%0A", "%1B%5B31m", "%7F", "%F0%9F%98%80", "%C0%80", "%FF", "%ED%A0%80",
        "%E2%80%AE", "%zz", "%", "%25", "'%20OR%201=1--", "%3Cscript%3E", "{id}", "*", "~", "a;b", "a=b", "a,b", "a:b", "a@b", "a+b",
        "00000000-0000-0000-0000-000000000000", "null", "-1", "1e400", "feedback", "feedback-requests",
    ];

    private static readonly string[] _oddTexts =
    [
        "", " ", "\0", "\r\n", "\u001b[31m", "\u202e", "😀", "\ud800", "\ufeff", "%00", "null", "true", "-1", "0", "101", "1e400", "NaN",
        "2026-07-01T12:00:00", "2026-07-01T12:00:00Z", "9999-12-31T23:59:59.999999999Z", "0001-01-01T00:00:00+14:00", "a..b@example.com",
        "{", "\"", "'; DROP TABLE contracts; --",
    ];

    private static readonly string[] _contentTypes =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=nonsense",
        "application/cloudevents+json", "application/cloudevents-batch+json", "application/problem+json", "text/plain", "text/html",
        "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/octet-stream", ";;;", "json", "application/*",
    ];

    public HttpRequestMessage Make()
    {
        var route = Pick(_routes).Split(' ');
        var method = Chance(0.85) ? route[0] : Pick(_methods);
        var target = Ids(route[1]) + Query();
        var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri(situation.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions
            {
                DangerousDisablePathAndQueryCanonicalization = true,
            }));
        AddHeaders(request.Headers);
        if (Chance(method is "POST" or "PUT" or "PATCH" ? 0.9 : 0.1))
            request.Content = Content(route[1]);

        return request;
    }

    private string Ids(string path) =>
        string.Concat(path.Split("{id}").SelectMany((part, index) => index == 0 ? (string[])[part] : [Id(), part]));

    private string Id() => random.Next(10) switch
    {
        < 3 => Pick(ApiSituation.Waiting, ApiSituation.Ended, ApiSituation.Others),
        < 5 => Pick(situation.RequestId, situation.FeedbackId, situation.MessageId),
        < 8 => Pick(_oddIds),
        8 => Mark + new string('x', Pick(1, 56, 57, 58, 300, 2000)),
        _ => Mark + Escaped(Garbage(random.Next(40))),
    };

    private string Query()
    {
        if (Chance(0.6))
            return "";

        var pairs = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
            $"{Pick(_parameters)}={Pick(Short(Escaped(Text())), Pick(_oddIds))}");
        return "?" + string.Join('&', pairs);
    }

    private void AddHeaders(HttpRequestHeaders headers)
    {
        if (Chance(0.75))
            headers.Authorization = situation.Authorization(Pick(_callers));
        else if (Chance(0.5))
            headers.TryAddWithoutValidation("Authorization", Pick("Bearer", "Bearer x.y.z", "Basic eDp5", $"Bearer {Mark}", "Nonsense"));

        (string Name, string[] Values)[] odd =
        [
            ("Idempotency-Key", ["key-1", "", " ", Mark, new string('k', 300), "k~y"]),
            ("Last-Event-ID", [situation.MessageId, Mark, "", "0"]),
            ("Accept", ["application/json", "text/html", "application/xml", "image/png", "*/*", ";;"]),
            ("Accept-Encoding", ["gzip", "br", "identity;q=0", "*"]),
            ("X-Forwarded-For", ["198.51.100.7", Mark, "::1, ,"]),
            ("Origin", ["https://evil.example.com", "null"]),
            ("If-None-Match", ["*", "\"x\""]),
            ("Range", ["bytes=0-1", "bytes=9999999-", "bytes=x"]),
            ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Mark]),
            ("Cookie", [$"a={Mark}", ";;;"]),
        ];
        foreach (var (name, values) in odd.Where(_ => Chance(0.1)))
            headers.TryAddWithoutValidation(name, Pick(values));
    }

    private ByteArrayContent Content(string path)
    {
        var content = new ByteArrayContent(Body(path));
        var good = IsUpstream(path) ? Pick("application/cloudevents+json", "application/cloudevents-batch+json") : "application/json";
        var contentType = Chance(0.7) ? good : Pick(_contentTypes);
        if (Chance(0.95))
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (Chance(0.05))
            content.Headers.TryAddWithoutValidation("Content-Encoding", Pick("gzip", "br", "identity", "deflate", Mark));

        return content;
    }

    private byte[] Body(string path) => random.Next(12) switch
    {
        0 => [],
        1 => Bytes(random.Next(1, 300)),
        2 => Encoding.Unicode.GetBytes(Good(path)),
        3 => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Good(path))],
        4 => Cut(Encoding.UTF8.GetBytes(Good(path))),
        5 => Encoding.UTF8.GetBytes(new string(Pick('[', '{'), random.Next(1, 2000))),
        6 => Encoding.UTF8.GetBytes($$"""{"comment":"{{Mark}}{{new string('x', 70_000)}}"}"""),
        7 => Encoding.UTF8.GetBytes(Json(depth: 4)),
        8 => Flipped(Encoding.UTF8.GetBytes(Good(path))),
        _ => Encoding.UTF8.GetBytes(Good(path)),
    };

    /// <summary>A body that the route would take, or nearly: a member may hold anything, or be one too many.</summary>
    private string Good(string path)
    {
        if (path.EndsWith("/notification-preferences", StringComparison.Ordinal))
            return Preferences();
        if (path.EndsWith("/rollout", StringComparison.Ordinal))
            return Rollout();

        if (!IsUpstream(path))
        {
            return random.Next(5) switch
            {
                4 => $$"""{"askAgainFrom":{{Pick("\"2099-01-01T00:00:00Z\"", Json(depth: 0))}}}""",
                0 => Feedback,
                1 => $$"""{"{{Pick("message", "reason", "note")}}":{{Json(depth: 0)}}}""",
                2 => Feedback.Replace("4", Json(depth: 1), StringComparison.Ordinal),
                _ => Feedback[..^1] + $$""","{{Pick("comment", "private", "ratings", "")}}":{{Json(depth: 1)}}}""",
            };
        }

        var events = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Event()).ToList();
        return events.Count == 1 ? events[0] : $"[{string.Join(',', events)}]";
    }

    private string Preferences()
    {
        var items = Enumerable.Range(0, random.Next(4)).Select(_ =>
            $$"""{"kind":{{Pick("\"feedback-requested\"", Json(depth: 1))}},"email":{{Pick("\"digest\"", "\"off\"", Json(depth: 1))}}}""");
        return $$"""{"items":[{{string.Join(',', items)}}]}""";
    }

    private string Rollout()
    {
        var cohort = $$"""{"name":{{Pick("\"pilot\"", Json(depth: 1))}},"percentage":{{Pick("5", Json(depth: 1))}},"freelancers":[]}""";
        return $$"""
            {"version":{{Pick("0", "1", Json(depth: 1))}},"percentage":{{Pick("100", Json(depth: 1))}},
            "freelancers":{{Pick("[]", $"[{Json(depth: 1)}]", Json(depth: 1))}},"cohorts":{{Pick("[]", $"[{cohort}]", Json(depth: 1))}}}
            """;
    }

    private static bool IsUpstream(string path) => path.Contains("upstream", StringComparison.Ordinal);

    private string Event()
    {
        var contractId = Chance(0.3) ? ApiSituation.Others : $"{Mark}{random.Next(50)}";
        object data = random.Next(7) switch
        {
            0 => new { contractId, clientId = Mark, freelancerId = Mark + "f", title = Text(), startedAt = Instant() },
            1 => new { contractId, endedAt = Instant() },
            2 => new { paymentId = Mark + random.Next(50), contractId, amount = Pick(10.5m, 1e15m), currency = "USD", paidAt = Instant() },
            3 => new { paymentId = Mark + random.Next(50), contractId, reversedAt = Instant() },
            4 => new { userId = Mark, displayName = Text(), email = $"{Mark}@example.com", changedAt = Instant() },
            5 => new { userId = Mark + random.Next(50), displayName = Text(), erasedAt = Instant() },
            _ => new
            {
                feedbackId = Mark + random.Next(50),
                contractId,
                authorId = Mark,
                recipientId = Mark + "f",
                score = 4.5m,
                comment = Text(),
                givenAt = Instant(),
            },
        };
        var type = Pick("contract-started", "contract-ended", "payment-made", "payment-reversed", "user-profile-changed",
            "user-erased", "end-of-contract-feedback-given", "feedback-provided", Mark);
        return JsonSerializer.Serialize(new { specversion = "1.0", id = $"{Mark}{random.Next()}", source = "/fuzz", type, data });
    }

    private string Instant() => Chance(0.7) ? "2026-07-01T12:00:00Z" : Pick(_oddTexts);

    private string Json(int depth) => random.Next(depth > 0 ? 9 : 7) switch
    {
        0 => "null",
        1 => Pick("true", "false"),
        2 => Pick("0", "5", "5.0", "-1", "1e400", "99999999999999999999", "0.1", "1E0", "01"),
        3 => Pick("\"\\ud800\"", "\"\\u0000\"", $"\"{Mark}\\q\"", $"\"{Mark}"),
        < 7 => JsonSerializer.Serialize(Text()),
        7 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Json(depth - 1)))}]",
        _ => $$"""{"{{Pick(Mark, "", "message", "skills")}}":{{Json(depth - 1)}},"{{Mark}}":{{Json(depth - 1)}}}""",
    };

    private string Text() => random.Next(4) switch
    {
        0 => Mark + Garbage(random.Next(1, 100)),
        1 => Mark + new string('x', Pick(10, 64, 1000, 5000, 6000)),
        _ => Pick(_oddTexts),
    };

    private static string Short(string text) => text[..Math.Min(text.Length, LongestValue)];

    private static string Escaped(string text) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(octet =>
            char.IsAsciiLetterOrDigit((char)octet) ? $"{(char)octet}" : $"%{octet:X2}"));

    private string Garbage(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(1, 0xD7FF)));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Cut(byte[] bytes) => bytes[..random.Next(bytes.Length)];

    private byte[] Flipped(byte[] bytes)
    {
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private bool Chance(double probability) => random.NextDouble() < probability;

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];
}
