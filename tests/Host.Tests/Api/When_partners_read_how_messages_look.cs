using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Contracts.Messages;
using Host.Transport;
using Json.Schema;
using MassTransit;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Api;

/// <summary>docs/asyncapi.json, and the schemas of upstream events in it against what the product takes.</summary>
public sealed partial class When_partners_read_how_messages_look(ApiSituation situation) : IClassFixture<ApiSituation>
{
    private const string Absent = "absent";

    private static readonly JsonNode _description =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "asyncapi.json")))!;

    /// <summary>What each member is given in turn, as JSON.</summary>
    private static readonly string[] _values =
    [
        Absent, "null", "true", "[]", "{}", "0", "1", "5", "5.01", "-1", "999999999999", "1000000000000", "\"5\"", "\"\"", "\"x\"",
        Text(64), Text(65), Text(200), Text(201), Text(254), Text(255), Text(10_000), Text(10_001), "\"USD\"", "\"usd\"", "\"USDX\"",
        "\"de\"", "\"de-AT\"", "\"d\"", "\"de_AT\"", "\"Europe/Berlin\"", "\"../etc/passwd\"", "\"UTC\"", "\"a@example.com\"",
        "\"2026-03-01T12:00:00Z\"", "\"2026-03-01T12:00:00+05:30\"", "\"2026-03-01T12:00:00\"", "\"2026-03-01\"",
    ];

    /// <summary>What a description of schemas can't say, and the rules refuse.</summary>
    private static readonly string[] _unsaid =
    [
        // One @ with something before it; which languages and time zones there are; that an account is older than the contract.
        "email", "locale", "timeZone", "clientSince",
    ];

    public static TheoryData<string, string> Members => new(
        from type in UpstreamMessages.All
        from member in SchemaOf(type)["properties"]!.AsObject()
        where member.Key != "eventId"
        select (NameOf(type), member.Key));

    [Fact]
    public async Task Should_read_what_the_product_serves()
    {
        var served = await situation.Http.GetStringAsync("/asyncapi/v1.json", TestContext.Current.CancellationToken);

        var checkedIn = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "asyncapi.json"), TestContext.Current.CancellationToken);
        checkedIn.TrimEnd().ShouldBe(
            served.TrimEnd(),
            "docs/asyncapi.json is not what the product serves. To refresh it: tools/openapi/refresh.sh");
    }

    [Fact]
    public void Should_find_every_exchange_that_is_for_others() =>
        _description["channels"]!.AsObject().Select(channel => channel.Key)
            .ShouldBe(Topology.PublishedMessages.Select(NameOf), ignoreOrder: true);

    /// <summary>Members are spelled as they are sent, and the types of the code are nobody else's.</summary>
    [Theory]
    [InlineData("asyncapi.json")]
    [InlineData("openapi.json")]
    public void Should_read_no_names_of_the_code(string file)
    {
        var texts = TextsOf(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", file)))).ToList();

        texts.Count.ShouldBeGreaterThan(100);
        texts.ShouldNotContain(text => CodeName().IsMatch(text));
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Should_find_the_limits_that_the_product_has(string name, string member)
    {
        var type = UpstreamMessages.All.Single(type => NameOf(type) == name);
        var schema = JsonSchema.FromText(SchemaOf(type).ToJsonString());
        var differences = new List<string>();
        var (taken, refused) = (0, 0);
        foreach (var value in _values)
        {
            var message = Example(name);
            message.Remove(member);
            if (value != Absent)
                message[member] = JsonNode.Parse(value);

            var described = schema.Evaluate(
                JsonSerializer.SerializeToElement(message), new EvaluationOptions { RequireFormatValidation = true }).IsValid;
            var isTaken = await IsTakenAsync(name, message);
            if (described != isTaken && (isTaken || !_unsaid.Contains(member)))
                differences.Add($"{(value.Length > 40 ? $"a text of {value.Length - 2}" : value)}: {(isTaken ? "taken" : "refused")}");

            (taken, refused) = isTaken ? (taken + 1, refused) : (taken, refused + 1);
        }

        differences.ShouldBeEmpty();
        taken.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(0);
    }

    /// <summary>As MassTransit writes it: decimals as texts, and null for what is not there, in the parts of a message, too.</summary>
    [Theory]
    [InlineData("visible", "\"4.33\"", true)]
    [InlineData("visible", "4.33", false)]
    [InlineData("held", "null", true)]
    [InlineData("hidden", "null", false)]
    public void R73_Should_find_what_is_handed_over_with_what_is_withheld(string visibility, string score, bool isDescribed)
    {
        const string ratings =
            """{"skills":5,"quality":4,"availability":5,"deadlines":3,"communication":5,"cooperation":4}""";
        var message = JsonDocument.Parse($$"""
            {"contractId":"c-1","clientId":"u-1","freelancerId":"u-2","startedAt":"2026-01-05T09:00:00Z","endedAt":"2026-03-05T09:00:00Z",
             "feedback":[{"feedbackId":"019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e02","requestId":null,"providedAt":"2026-03-04T08:15:30Z",
               "visibility":"{{visibility}}","ratings":{{(visibility == "visible" ? ratings : "null")}},"score":{{score}},"comment":null,
               "countsTowardJobSuccessScore":false}],
             "isShortened":false,"handedOverAt":"2026-03-05T09:00:01Z"}
            """);

        JsonSchema.FromText(SchemaOf(typeof(MidContractFeedbackHandedOver)).ToJsonString())
            .Evaluate(message.RootElement).IsValid.ShouldBe(isDescribed);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Should_find_that_there_are_no_other_members(string name, string member)
    {
        var message = Example(name);
        message[member.ToUpperInvariant()] = "x";

        JsonSchema.FromText(SchemaOf(UpstreamMessages.All.Single(type => NameOf(type) == name)).ToJsonString())
            .Evaluate(JsonSerializer.SerializeToElement(message)).IsValid.ShouldBeFalse();
        (await IsTakenAsync(name, message)).ShouldBeFalse();
    }

    private static IEnumerable<string> TextsOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key is "description" or "summary" && member.Value is JsonValue text
            ? [text.ToString()]
            : TextsOf(member.Value)),
        JsonArray items => items.SelectMany(TextsOf),
        _ => [],
    };

    /// <summary>
    /// A generic type, a type of the platform, or a member of a type; a text may follow the values that a type
    /// stands for.
    /// </summary>
    [GeneratedRegex(@"&lt;|IReadOnlyList|DateTimeOffset|\b[A-Z][a-z]\w*\.[A-Z]|`\.[A-Z]")]
    private static partial Regex CodeName();

    private static string Text(int length) => $"\"{new string('x', length)}\"";

    private static JsonObject SchemaOf(Type type) => _description["components"]!["schemas"]![type.Name]!.AsObject();

    /// <summary>With a payment of its own, so that a payment and its reversal are never of two contracts.</summary>
    private static JsonObject Example(string name)
    {
        var example = _description["components"]!["messages"]![name]!["examples"]![0]!["payload"]!.DeepClone().AsObject();
        if (example.ContainsKey("paymentId"))
            example["paymentId"] = $"p-{Guid.CreateVersion7():N}";

        return example;
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<EntityNameAttribute>()!.EntityName;

    private async Task<bool> IsTakenAsync(string name, JsonObject message)
    {
        var data = message.DeepClone().AsObject();
        data.Remove("eventId");
        var cloudEvent = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"e-{Guid.CreateVersion7():N}",
            ["source"] = "/tests",
            ["type"] = name,
            ["data"] = data,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upstream/events");
        request.Headers.Authorization = situation.Authorization("upstream");
        request.Content = new StringContent(
            cloudEvent.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/cloudevents+json"));
        using var response = await situation.Http.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.Accepted, HttpStatusCode.BadRequest);
        return response.StatusCode == HttpStatusCode.Accepted;
    }
}
