using System.Net;
using System.Text.Json;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Http.OpenApi;

public sealed class When_a_developer_reads_the_description(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Should_be_OpenAPI_3_1() =>
        (await ReadAsync()).GetProperty("openapi").GetString()!.ShouldStartWith("3.1");

    [Fact]
    public async Task Should_list_every_route()
    {
        var paths = (await ReadAsync()).GetProperty("paths");

        var routes = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        routes.ShouldBe(
            [
                "GET /api/contracts/{contractId}/feedback",
                "POST /api/contracts/{contractId}/feedback-requests",
                "GET /api/contracts/{contractId}/feedback-requests/{requestId}",
                "POST /api/contracts/{contractId}/feedback-requests/{requestId}/decline",
                "POST /api/contracts/{contractId}/feedback",
                "GET /api/contracts/{contractId}/feedback/{feedbackId}",
                "POST /api/contracts/{contractId}/feedback/{feedbackId}/replies",
                "GET /api/freelancers/{freelancerId}/work-history",
                "GET /api/agencies/{agencyId}/work-history",
                "GET /api/me/contracts",
                "GET /api/me/messages",
                "GET /api/me/notification-preferences",
                "PUT /api/me/notification-preferences",
                "POST /api/me/messages/{messageId}/read",
                "POST /api/me/messages/read",
                "GET /api/me/messages/stream",
                "POST /api/upstream/events",
                "GET /api/upstream/contracts/{contractId}/mid-contract-feedback",
                "GET /api/ops/overview",
                "GET /api/ops/requests/{requestId}",
                "GET /api/ops/contracts/{contractId}",
                "GET /api/ops/parked",
                "POST /api/ops/parked/{outbox}/replay",
                "POST /api/ops/parked/{outbox}/discard",
                "GET /api/ops/errors",
                "GET /api/ops/errors/{queue}",
                "POST /api/ops/errors/{queue}/replay",
                "POST /api/ops/errors/{queue}/discard",
                "GET /api/ops/rollout",
                "PUT /api/ops/rollout",
                "GET /api/ops/rollout/history",
                "GET /api/ops/rollout/report",
                "GET /api/ops/webhooks",
                "POST /api/ops/webhooks",
                "DELETE /api/ops/webhooks/{webhookId}",
                "POST /api/ops/webhooks/{webhookId}/enable",
                "POST /api/ops/webhooks/{webhookId}/disable",
                "POST /api/ops/webhooks/{webhookId}/rotate",
                "POST /api/ops/webhooks/{webhookId}/test",
                "GET /api/ops/webhook-deliveries",
                "POST /api/ops/webhook-deliveries/replay",
                "POST /api/ops/webhook-deliveries/{deliveryId}/replay",
                "GET /api/ops/deliveries",
                "POST /api/contracts/{contractId}/feedback/{feedbackId}/reports",
                "GET /api/ops/feedback-reports",
                "GET /api/ops/signals",
                "POST /api/ops/signals/{signalId}/review",
                "POST /api/ops/feedback/{feedbackId}/hold",
                "POST /api/ops/feedback/{feedbackId}/restore",
                "POST /api/ops/feedback/{feedbackId}/take-down",
                "POST /api/ops/feedback/{feedbackId}/dismiss",
                "POST /api/ops/deliveries/release",
                "POST /api/ops/deliveries/{deliveryId}/resend",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Should_say_for_every_operation_what_it_does_and_who_may()
    {
        foreach (var (path, operation) in await OperationsAsync())
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(path);
            operation.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(path);
            operation.GetProperty("operationId").GetString().ShouldNotBeNullOrWhiteSpace(path);
            var isPublic = path.EndsWith("/work-history", StringComparison.Ordinal);
            operation.GetProperty("security").GetArrayLength().ShouldBe(isPublic ? 0 : 1, path);
            operation.GetProperty("responses").TryGetProperty("401", out _).ShouldBe(!isPublic, path);
            operation.GetProperty("responses").TryGetProperty("429", out _).ShouldBeTrue(path);
            operation.GetProperty("responses").TryGetProperty("503", out _).ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task Should_group_the_operations_by_feature_and_say_what_each_group_is()
    {
        var tags = (await OperationsAsync()).SelectMany(operation => operation.Operation.GetProperty("tags").EnumerateArray());

        var described = (await ReadAsync()).GetProperty("tags").EnumerateArray()
            .Where(tag => tag.GetProperty("description").GetString()!.Length > 0);
        tags.Select(tag => tag.GetString()).Distinct()
            .ShouldBe(described.Select(tag => tag.GetProperty("name").GetString()), ignoreOrder: true);
    }

    [Fact]
    public async Task Should_describe_errors_as_problems()
    {
        foreach (var (route, status, response) in await ResponsesAsync())
        {
            if (status[0] is '4' or '5')
                response.GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue($"{route} {status}");
        }
    }

    [Theory]
    [InlineData("400", "errors")]
    [InlineData("403", null)]
    [InlineData("404", null)]
    [InlineData("409", "reasons")]
    [InlineData("422", null)]
    [InlineData("429", "limit,retryAfter")]
    [InlineData("503", null)]
    public async Task Should_describe_the_members_that_a_problem_has(string status, string? others)
    {
        var document = await ReadAsync();

        var response = Resolved(document, document.GetProperty("paths").GetProperty("/api/contracts/{contractId}/feedback")
            .GetProperty("post").GetProperty("responses").GetProperty(status));
        var schema = Resolved(
            document, response.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema"));
        string[] members = ["type", "title", "status", "detail", "traceId", .. others?.Split(',') ?? []];
        schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ShouldBe(members, ignoreOrder: true);
        schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(members, ignoreOrder: true);
    }

    [Fact]
    public async Task Should_refer_to_nothing_that_is_not_there()
    {
        var document = await ReadAsync();

        foreach (var reference in References(document))
            Target(document, reference).ValueKind.ShouldBe(JsonValueKind.Object, reference);
    }

    [Fact]
    public async Task Should_describe_the_body_of_feedback()
    {
        var schemas = (await ReadAsync()).GetProperty("components").GetProperty("schemas");

        var ratings = schemas.GetProperty("Ratings").GetProperty("properties");
        ratings.EnumerateObject().Select(rating => rating.Name)
            .ShouldBe(["skills", "quality", "availability", "deadlines", "communication", "cooperation"]);
        ratings.GetProperty("skills").GetProperty("type").GetString().ShouldBe("integer");
        ratings.GetProperty("skills").GetProperty("minimum").GetInt32().ShouldBe(1);
        ratings.GetProperty("skills").GetProperty("maximum").GetInt32().ShouldBe(5);
        schemas.GetProperty("Feedback").GetProperty("properties").GetProperty("providedAt").GetProperty("format").GetString()
            .ShouldBe("date-time");
    }

    [Fact]
    public async Task Should_promise_every_member_of_what_is_written()
    {
        foreach (var schema in (await ReadAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            // What is sent may leave members out, and refuses others; it is what says so.
            var isWritten = !schema.Value.TryGetProperty("additionalProperties", out _);
            if (!isWritten || !schema.Value.TryGetProperty("properties", out var members))
                continue;

            schema.Value.GetProperty("required").EnumerateArray().Select(name => name.GetString())
                .ShouldBe(members.EnumerateObject().Select(member => member.Name), ignoreOrder: true, schema.Name);
        }
    }

    [Theory]
    [InlineData("Feedback", "kind", "mid-contract end-of-contract")]
    [InlineData("FeedbackRequest", "status", "pending answered expired closed declined")]
    [InlineData("Delivery", "channel", "email in-app")]
    [InlineData("Delivery", "status", "pending waiting-for-address retrying delivered failed superseded turned-off unknown")]
    [InlineData("Delivery", "notice",
        "feedback-requested feedback-reminder feedback-received request-expired request-closed request-declined report-decided "
        + "feedback-taken-down feedback-restored")]
    [InlineData("Message", "kind",
        "feedback-requested feedback-reminder feedback-received request-expired request-closed request-declined report-decided "
        + "feedback-taken-down feedback-restored")]
    [InlineData("NotificationPreference", "email", "on off digest")]
    [InlineData("MyContractsItem", "callerRole", "client freelancer")]
    [InlineData("RefusalReason", "code",
        "contract-not-found contract-ended contract-too-young no-recent-payment recent-feedback not-in-rollout request-pending "
        + "asked-for-later request-not-pending not-now-not-available "
        + "client-request-limit reply-not-available already-reported report-not-available feedback-taken-down "
        + "delivery-superseded delivery-turned-off delivery-text-deleted delivery-delivered delivery-under-way delivery-waits-for-address "
        + "feedback-held not-reported rollout-changed webhook-key-missing webhook-limit webhook-disabled webhook-under-way")]
    [InlineData("TooMany", "limit", "calls commands client-requests")]
    [InlineData("Refusal", "type", "urn:feedback:problem:refused")]
    [InlineData("Invalid", "type", "urn:feedback:problem:invalid-input")]
    [InlineData("TooMany", "type", "urn:feedback:problem:too-many")]
    [InlineData("CloudEvent", "type",
        "contract-started contract-ended payment-made payment-reversed end-of-contract-feedback-given user-profile-changed "
        + "user-erased")]
    public async Task Should_name_the_values_that_a_member_may_have(string schema, string member, string values)
    {
        var schemas = (await ReadAsync()).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty(schema).GetProperty("properties").GetProperty(member).GetProperty("enum").EnumerateArray()
            .Select(value => value.GetString()).ShouldBe(values.Split(' '), ignoreOrder: true);
    }

    [Fact]
    public async Task Should_have_an_example_of_all_that_is_sent_and_received()
    {
        var bodies = (await OperationsAsync())
            .Where(operation => operation.Operation.TryGetProperty("requestBody", out _))
            .Select(operation => (Where: operation.Path, Body: operation.Operation.GetProperty("requestBody")));
        var responses = (await ResponsesAsync())
            .Select(response => (Where: $"{response.Route} {response.Status}", Body: response.Response));
        foreach (var (where, body) in bodies.Concat(responses))
        {
            if (!body.TryGetProperty("content", out var contents))
                continue;

            foreach (var content in contents.EnumerateObject())
            {
                var hasExample = content.Value.TryGetProperty("example", out _) || content.Value.TryGetProperty("examples", out _);
                hasExample.ShouldBeTrue($"{where} {content.Name}");
            }
        }
    }

    [Theory]
    [InlineData("201", "Location")]
    [InlineData("401", "WWW-Authenticate")]
    [InlineData("429", "Retry-After")]
    [InlineData("503", "Retry-After")]
    public async Task Should_describe_the_headers_of_a_response(string status, string header)
    {
        var responses = (await ResponsesAsync()).Where(response => response.Status == status).ToList();

        responses.ShouldNotBeEmpty();
        foreach (var (route, _, response) in responses)
            response.GetProperty("headers").TryGetProperty(header, out _).ShouldBeTrue(route);
    }

    [Fact]
    public async Task Should_use_the_words_of_the_interface_not_those_of_the_code()
    {
        var document = await ReadAsync();

        foreach (var word in (string[])["JsonElement", "ProblemDetails", "GUID", "Guid", "Inbox", "cref"])
            document.GetRawText().ShouldNotContain(word, Case.Sensitive);
        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
            schema.Name.ShouldNotMatch("(Dto|View|Response|Body|DateTimeOffset)$");
    }

    [Fact]
    public async Task Should_describe_parameters_as_what_they_mean()
    {
        var operation = (await ReadAsync()).GetProperty("paths").GetProperty("/api/me/messages").GetProperty("get");

        var parameters = operation.GetProperty("parameters").EnumerateArray()
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.GetProperty("schema"));
        parameters["limit"].GetProperty("type").GetString().ShouldBe("integer");
        parameters["limit"].GetProperty("maximum").GetInt32().ShouldBe(100);
        parameters["unread"].GetProperty("type").GetString().ShouldBe("boolean");
        parameters.ShouldContainKey("cursor");
    }

    [Fact]
    public async Task Should_describe_one_event_and_a_batch_of_them()
    {
        var content = (await ReadAsync()).GetProperty("paths").GetProperty("/api/upstream/events").GetProperty("post")
            .GetProperty("requestBody").GetProperty("content");

        content.GetProperty("application/cloudevents+json").GetProperty("schema").GetProperty("$ref").GetString()
            .ShouldBe("#/components/schemas/CloudEvent");
        content.GetProperty("application/cloudevents-batch+json").GetProperty("schema").GetProperty("items").GetProperty("$ref").GetString()
            .ShouldBe("#/components/schemas/CloudEvent");
    }

    [Fact]
    public async Task Should_take_an_idempotency_key_where_something_is_made_or_declined()
    {
        foreach (var (path, operation) in await OperationsAsync())
        {
            var takesKey = operation.TryGetProperty("parameters", out var parameters)
                && parameters.EnumerateArray().Any(parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key");
            var makesOrDeclines = operation.GetProperty("responses").TryGetProperty("201", out _)
                || path.EndsWith("/decline", StringComparison.Ordinal);
            takesKey.ShouldBe(makesOrDeclines, path);
        }
    }

    private static JsonElement Resolved(JsonElement document, JsonElement element) =>
        element.TryGetProperty("$ref", out var reference) ? Target(document, reference.GetString()!) : element;

    private static JsonElement Target(JsonElement document, string reference) =>
        reference.Split('/').Skip(1).Aggregate(document, (target, part) => target.GetProperty(part));

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private async Task<List<(string Path, JsonElement Operation)>> OperationsAsync() =>
    [
        .. (await ReadAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Value))),
    ];

    private async Task<List<(string Route, string Status, JsonElement Response)>> ResponsesAsync()
    {
        var document = await ReadAsync();
        return
        [
            .. (await OperationsAsync()).SelectMany(operation => operation.Operation.GetProperty("responses").EnumerateObject()
                .Select(response => (operation.Path, response.Name, Resolved(document, response.Value)))),
        ];
    }

    private async Task<JsonElement> ReadAsync()
    {
        var reply = await gateway.GetAsync("/openapi/v1.json", token: null);
        reply.Status.ShouldBe(HttpStatusCode.OK);
        return reply.Json;
    }
}
