using System.Net;
using Xunit;

namespace EndToEnd.Tests.Input;

/// <summary>The table of what must be refused, and how.</summary>
public static class BadInputs
{
    private const string Requests = "/api/contracts/{contract}/feedback-requests";
    private const string Upstream = "/api/upstream/events";

    public static TheoryData<BadInput> All { get; } =
    [
        new BadInput("an unknown member", HttpStatusCode.BadRequest, "mood") { Body = With("""{ "mood": 5 }""") },
        new BadInput("an unknown rating", HttpStatusCode.BadRequest, "ratings.charm") { Body = With("""{ "ratings": { "charm": 5 } }""") },
        new BadInput("a private field", HttpStatusCode.BadRequest, "privateComment") { Body = With("""{ "privateComment": "psst" }""") },
        new BadInput("a rating of 0", HttpStatusCode.BadRequest, "ratings.skills") { Body = With("""{ "ratings": { "skills": 0 } }""") },
        new BadInput("a rating of 6", HttpStatusCode.BadRequest, "ratings.quality") { Body = With("""{ "ratings": { "quality": 6 } }""") },
        new BadInput(
            "a rating of 3.5", HttpStatusCode.BadRequest, "ratings.deadlines") { Body = With("""{ "ratings": { "deadlines": 3.5 } }""") },
        new BadInput(
            "a rating as text", HttpStatusCode.BadRequest, "ratings.skills") { Body = With("""{ "ratings": { "skills": "5" } }""") },
        new BadInput("a rating left out", HttpStatusCode.BadRequest, "ratings.cooperation")
        {
            Body = """{ "ratings": { "skills": 5, "quality": 5, "availability": 5, "deadlines": 5, "communication": 5 } }""",
        },
        new BadInput("no ratings", HttpStatusCode.BadRequest, "ratings") { Body = """{ "comment": "Fine." }""" },
        new BadInput("a comment of 5,001 characters", HttpStatusCode.BadRequest, "comment")
        {
            Body = With($$"""{ "comment": "{{new string('x', 5_001)}}" }"""),
        },
        new BadInput("a comment of the wrong type", HttpStatusCode.BadRequest, "comment") { Body = With("""{ "comment": 7 }""") },
        new BadInput("a body above 64 KiB", HttpStatusCode.BadRequest, "body")
        {
            Body = With($$"""{ "comment": "{{new string('x', 66_000)}}" }"""),
        },
        new BadInput("malformed JSON", HttpStatusCode.BadRequest, "body") { Body = """{ "ratings": """ },
        new BadInput("no body", HttpStatusCode.BadRequest, "body") { Body = "" },
        new BadInput("a list for a body", HttpStatusCode.BadRequest, "body") { Body = "[]" },
        new BadInput("an empty contract id", HttpStatusCode.BadRequest, "contractId")
        {
            Path = "/api/contracts//feedback",
            Body = With("{}"),
        },
        new BadInput("a contract id of 65 characters", HttpStatusCode.BadRequest, "contractId")
        {
            Path = $"/api/contracts/{new string('c', 65)}/feedback",
            Body = With("{}"),
        },
        new BadInput("providing feedback as the freelancer", HttpStatusCode.Forbidden, "client") { By = "freelancer", Body = With("{}") },
        new BadInput("providing feedback as a stranger", HttpStatusCode.NotFound, "contract") { By = "stranger", Body = With("{}") },
        new BadInput("providing feedback as nobody", HttpStatusCode.Unauthorized, "bearer token") { By = null, Body = With("{}") },
        new BadInput("requesting feedback as the client", HttpStatusCode.Forbidden, "freelancer") { Path = Requests },
        new BadInput("requesting feedback as a stranger", HttpStatusCode.NotFound, "contract") { Path = Requests, By = "stranger" },
        new BadInput("requesting feedback with an unknown member", HttpStatusCode.BadRequest, "urgent")
        {
            Path = Requests,
            By = "freelancer",
            Body = """{ "urgent": true }""",
        },
        new BadInput("requesting feedback with a message of the wrong type", HttpStatusCode.BadRequest, "message")
        {
            Path = Requests,
            By = "freelancer",
            Body = """{ "message": [] }""",
        },
        new BadInput(
            "reading the tab as a stranger", HttpStatusCode.NotFound, "contract") { Method = HttpMethod.Get, By = "stranger", Body = null },
        new BadInput("publishing an event without the role", HttpStatusCode.Forbidden, "role")
        {
            Path = Upstream,
            Body = Event("contract-ended", """{ "contractId": "{contract}", "endedAt": "2026-01-01T00:00:00Z" }"""),
            ContentType = "application/cloudevents+json",
        },
        new BadInput("an event with an empty id", HttpStatusCode.BadRequest, "events[0].data.contractId")
        {
            Path = Upstream,
            Role = "upstream",
            Body = Event("contract-ended", """{ "contractId": "", "endedAt": "2026-01-01T00:00:00Z" }"""),
            ContentType = "application/cloudevents+json",
        },
        new BadInput("a good event beside a bad one", HttpStatusCode.BadRequest, "events[1].data.endedAt")
        {
            Path = Upstream,
            Role = "upstream",
            Body = $"""
                [{Event("contract-ended", """{ "contractId": "{contract}", "endedAt": "2026-01-01T00:00:00Z" }""")},
                 {Event("contract-ended", """{ "contractId": "{contract}", "endedAt": "yesterday" }""")}]
                """,
            ContentType = "application/cloudevents-batch+json",
        },
        new BadInput("an event of an unknown type", HttpStatusCode.BadRequest, "events[0].type")
        {
            Path = Upstream,
            Role = "upstream",
            Body = Event("contract-paused", """{ "contractId": "{contract}" }"""),
            ContentType = "application/cloudevents+json",
        },
    ];

    /// <summary>Good feedback with those members added or put in place of what it has.</summary>
    private static string With(string change)
    {
        var feedback = System.Text.Json.JsonSerializer.SerializeToNode(
            new { ratings = Api.FeedbackApi.AllFives, comment = "Good." })!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
        {
            if (value is System.Text.Json.Nodes.JsonObject inner)
                foreach (var (innerName, innerValue) in inner)
                    feedback[name]![innerName] = innerValue?.DeepClone();
            else
                feedback[name] = value?.DeepClone();
        }

        return feedback.ToJsonString();
    }

    private static string Event(string type, string data) =>
        $$"""{ "specversion": "1.0", "id": "bad-input", "source": "https://upstream.example.com", "type": "{{type}}", "data": {{data}} }""";
}
