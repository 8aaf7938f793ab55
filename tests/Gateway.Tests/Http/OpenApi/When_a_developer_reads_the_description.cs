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
                "POST /api/contracts/{contractId}/feedback",
                "GET /api/contracts/{contractId}/feedback/{feedbackId}",
                "POST /api/contracts/{contractId}/feedback/{feedbackId}/replies",
                "GET /api/freelancers/{freelancerId}/work-history",
                "GET /api/agencies/{agencyId}/work-history",
                "GET /api/me/contracts",
                "GET /api/me/messages",
                "POST /api/me/messages/{messageId}/read",
                "POST /api/me/messages/read",
                "GET /api/me/messages/stream",
                "POST /api/upstream/events",
                "GET /api/ops/overview",
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
            operation.TryGetProperty("security", out _).ShouldBe(!isPublic, path);
            operation.GetProperty("responses").TryGetProperty("401", out _).ShouldBe(!isPublic, path);
            operation.GetProperty("responses").TryGetProperty("429", out _).ShouldBeTrue(path);
            operation.GetProperty("responses").TryGetProperty("503", out _).ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task Should_group_the_operations_by_feature()
    {
        var tags = (await OperationsAsync()).SelectMany(operation => operation.Operation.GetProperty("tags").EnumerateArray());

        tags.Select(tag => tag.GetString()).Distinct().ShouldBe(
            ["Contract room", "Feedback", "Messages", "Operations", "Requests", "Upstream", "Work history"], ignoreOrder: true);
    }

    [Fact]
    public async Task Should_describe_errors_as_problems()
    {
        foreach (var (path, operation) in await OperationsAsync())
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] is '4' or '5'))
            {
                response.Value.GetProperty("content").TryGetProperty("application/problem+json", out _)
                    .ShouldBeTrue($"{path} {response.Name}");
            }
        }
    }

    [Theory]
    [InlineData("400", "errors")]
    [InlineData("403", null)]
    [InlineData("404", null)]
    [InlineData("409", "reasons")]
    [InlineData("422", null)]
    [InlineData("503", null)]
    public async Task Should_describe_the_members_that_a_problem_has(string status, string? member)
    {
        var document = await ReadAsync();

        var reference = document.GetProperty("paths").GetProperty("/api/contracts/{contractId}/feedback").GetProperty("post")
            .GetProperty("responses").GetProperty(status).GetProperty("content").GetProperty("application/problem+json")
            .GetProperty("schema").GetProperty("$ref").GetString()!;
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.Split('/')[^1]);
        string[] members = ["type", "title", "status", "detail", "traceId", .. member is null ? Array.Empty<string>() : [member]];
        schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ShouldBe(members, ignoreOrder: true);
        schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(members, ignoreOrder: true);
    }

    [Fact]
    public async Task Should_refer_to_nothing_that_is_not_there()
    {
        var document = await ReadAsync();

        foreach (var reference in References(document))
        {
            var target = document;
            foreach (var part in reference.Split('/').Skip(1))
                target.TryGetProperty(part, out target).ShouldBeTrue(reference);
        }
    }

    [Fact]
    public async Task Should_describe_the_body_of_feedback()
    {
        var schemas = (await ReadAsync()).GetProperty("components").GetProperty("schemas");

        var ratings = schemas.GetProperty("FeedbackRatings").GetProperty("properties");
        ratings.EnumerateObject().Select(rating => rating.Name)
            .ShouldBe(["skills", "quality", "availability", "deadlines", "communication", "cooperation"]);
        ratings.GetProperty("skills").GetProperty("type").GetString().ShouldBe("integer");
        ratings.GetProperty("skills").GetProperty("minimum").GetInt32().ShouldBe(1);
        ratings.GetProperty("skills").GetProperty("maximum").GetInt32().ShouldBe(5);
        schemas.GetProperty("FeedbackDto").GetProperty("properties").GetProperty("providedAt").GetProperty("format").GetString()
            .ShouldBe("date-time");
    }

    [Fact]
    public async Task Should_promise_every_member_of_what_is_written()
    {
        foreach (var schema in (await ReadAsync()).GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (schema.Name.EndsWith("Body", StringComparison.Ordinal) || !schema.Value.TryGetProperty("properties", out var members))
                continue;

            schema.Value.GetProperty("required").EnumerateArray().Select(name => name.GetString())
                .ShouldBe(members.EnumerateObject().Select(member => member.Name), ignoreOrder: true, schema.Name);
        }
    }

    [Fact]
    public async Task Should_name_the_values_that_a_member_may_have()
    {
        var schemas = (await ReadAsync()).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("MyContractDto").GetProperty("properties").GetProperty("callerRole").GetProperty("description").GetString()
            .ShouldBe("The caller's side: `client` or `freelancer`.");
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
            .ShouldBe("#/components/schemas/CloudEventBody");
        content.GetProperty("application/cloudevents-batch+json").GetProperty("schema").GetProperty("items").GetProperty("$ref").GetString()
            .ShouldBe("#/components/schemas/CloudEventBody");
    }

    [Fact]
    public async Task Should_take_an_idempotency_key_where_something_is_made()
    {
        foreach (var (path, operation) in await OperationsAsync())
        {
            var takesKey = operation.TryGetProperty("parameters", out var parameters)
                && parameters.EnumerateArray().Any(parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key");
            takesKey.ShouldBe(operation.GetProperty("responses").TryGetProperty("201", out _), path);
        }
    }

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

    private async Task<JsonElement> ReadAsync()
    {
        var reply = await gateway.GetAsync("/openapi/v1.json", token: null);
        reply.Status.ShouldBe(HttpStatusCode.OK);
        return reply.Json;
    }
}
