using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using MassTransit.Serialization;
using Shouldly;

namespace Contracts.Messages.Tests;

/// <summary>
/// Other systems rely on the names and the form of every message: none is renamed, moved or retyped. The files in
/// Pinned hold what was promised; an optional member may be added, and then its line goes into the file too.
/// </summary>
public sealed class Pinned_messages
{
    private static readonly Dictionary<string, object> _messages = TestData.All.ToDictionary(message => EntityNameOf(message.GetType()));

    public static TheoryData<string> Names => [.. _messages.Keys];

    [Fact]
    public void Every_message_is_pinned()
    {
        var declared = typeof(ContractStarted).Assembly.GetTypes().Where(type => type.IsDefined(typeof(EntityNameAttribute)))
            .Select(EntityNameOf);

        _messages.Keys.ShouldBe(declared, ignoreOrder: true);
        Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).ShouldBe(_messages.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_urn_stays(string name) => MessageUrn.ForTypeString(_messages[name].GetType()).ShouldBe((string?)Pinned(name)["urn"]);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_sent_has_every_pinned_member_with_its_pinned_value(string name)
    {
        var sent = Json(_messages[name]);

        Differences(Pinned(name)["message"]!, sent, "").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_sent_in_the_pinned_form_is_read_in_full(string name)
    {
        var read = Pinned(name)["message"].Deserialize(_messages[name].GetType(), SystemTextJsonMessageSerializer.Options)!;

        JsonNode.DeepEquals(Json(read), Json(_messages[name])).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_of_the_test_data_is_set(string name) =>
        Json(_messages[name]).ToJsonString().ShouldNotContain("null");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_name_is_kebab_case_and_not_namespace_qualified(string name) => name.ShouldMatch("^[a-z]+(-[a-z]+)*$");

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Pinned");

    private static string EntityNameOf(Type type) => type.GetCustomAttribute<EntityNameAttribute>()!.EntityName;

    private static JsonNode Pinned(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")))!;

    private static JsonNode Json(object message) =>
        JsonSerializer.SerializeToNode(message, message.GetType(), SystemTextJsonMessageSerializer.Options)!;

    private static IEnumerable<string> Differences(JsonNode? pinned, JsonNode? sent, string path) => (pinned, sent) switch
    {
        (JsonObject expected, JsonObject actual) =>
            expected.SelectMany(member => Differences(member.Value, actual[member.Key], $"{path}/{member.Key}")),
        (JsonArray expected, JsonArray actual) when expected.Count == actual.Count =>
            expected.Zip(actual).SelectMany((pair, index) => Differences(pair.First, pair.Second, $"{path}/{index}")),
        _ => JsonNode.DeepEquals(pinned, sent) ? [] : [$"{path}: {pinned?.ToJsonString()} became {sent?.ToJsonString()}"],
    };
}
