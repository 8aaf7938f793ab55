using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit.Serialization;
using Shouldly;
using TestKit;

namespace Contracts.Messages.Tests;

/// <summary>Ids are opaque, but nobody may have one that another door or a database takes for a different one (R45).</summary>
public sealed class When_an_id_is_checked
{
    private static readonly object[] _events = [.. TestData.All.Where(message => UpstreamMessages.All.Contains(message.GetType()))];

    public static TheoryData<string> Refused => [.. RefusedIds.All];

    public static TheoryData<string, string> Ids => [.. _events.SelectMany(message =>
        Json(message).Select(member => member.Key).Where(IsId).Select(member => (message.GetType().Name, member)))];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Should_refuse_white_space_at_an_end_and_segments_of_a_path(string id)
    {
        TextRules.IdProblem(id).ShouldNotBeNull();
        TextRules.IsStorableId(id).ShouldBeFalse();
    }

    [Theory]
    [InlineData("c 1")]
    [InlineData("...")]
    [InlineData(".c")]
    [InlineData("c/1?d#e%20")]
    [InlineData("Ünal-😀")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Should_take_every_other_text(string id)
    {
        TextRules.IdProblem(id).ShouldBeNull();
        TextRules.IsStorableId(id).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Should_refuse_it_in_each_member_of_each_upstream_event(string type, string member)
    {
        var message = _events.Single(message => message.GetType().Name == type);
        foreach (var id in RefusedIds.All)
        {
            var changed = With(message, member, id);

            UpstreamRules.ProblemsOf(changed, DateTimeOffset.MaxValue).ShouldHaveSingleItem().Member.ShouldBe(member);
        }
    }

    [Theory]
    [InlineData("key-1 ")]
    [InlineData(" key-1")]
    [InlineData("key-1\u00a0")]
    [InlineData(" ")]
    public void Should_refuse_an_idempotency_key_likewise(string key) =>
        TextRules.IdempotencyKeyProblem(key).ShouldBe("must not begin or end with white space");

    private static bool IsId(string member) => member.EndsWith("Id", StringComparison.Ordinal);

    private static JsonObject Json(object message) => JsonSerializer
        .SerializeToNode(message, message.GetType(), SystemTextJsonMessageSerializer.Options)!.AsObject();

    private static object With(object message, string member, string id)
    {
        var json = Json(message);
        json[member] = id;
        return JsonSerializer.Deserialize(json, message.GetType(), SystemTextJsonMessageSerializer.Options)!;
    }
}
