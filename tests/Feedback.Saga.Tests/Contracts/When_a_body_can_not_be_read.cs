using System.Net.Mime;
using System.Runtime.Serialization;
using Contracts.Messages;
using MassTransit;
using MassTransit.Serialization;
using MassTransit.Transports;
using Shared;
using Shouldly;

namespace Feedback.Saga.Tests.Contracts;

/// <summary>The reason stands in logs and in the headers of an error queue's message.</summary>
public sealed class When_a_body_can_not_be_read
{
    private static readonly ContentType _raw = SystemTextJsonRawMessageSerializer.JsonContentType;
    private static readonly ContentType _envelope = SystemTextJsonMessageSerializer.JsonContentType;

    [Theory]
    [InlineData("""{ "contractId": "c-1", "mood": 5 }""", "mood")]
    [InlineData("""{ "contractId": 5 }""", "$.contractId")]
    [InlineData("""{ "contractId": "c-1", "contractId": "c-2" }""", "contractId")]
    [InlineData("""{ "contractId": "c-1", "contract\u0049d": "c-2" }""", "contractId")]
    public void Should_name_the_member(string body, string member)
    {
        ReasonOf(_raw, body).ShouldContain(member);
        ReasonOf(_envelope, $$"""{ "message": {{body}} }""").ShouldContain(member);
    }

    [Theory]
    [InlineData("""{ "anna@example.com": 5 }""")]
    [InlineData("""{ "anna\u0040example.com": 5 }""")]
    [InlineData("""{ "anna\ud800": 5 }""")]
    [InlineData("""{ "contractId": "c-1", "of anna's": 5 }""")]
    [InlineData("""{ "contractId": { "anna@example.com": 5 } }""")]
    [InlineData("""{ "anna@example.com": 5, "anna@example.com": 6 }""")]
    [InlineData("""{ "anna@example.com": 5, }""")]
    [InlineData("""{ "anna@example.com": }""")]
    public void Should_quote_no_name_that_is_no_identifier(string body)
    {
        foreach (var reason in (string[])[ReasonOf(_raw, body), ReasonOf(_envelope, $$"""{ "message": {{body}} }""")])
        {
            reason.ShouldNotContain("anna");
            reason.ShouldContain("identifier");
        }
    }

    private static string ReasonOf(ContentType type, string body) => Should.Throw<SerializationException>(
        () => new BodyDeserializer<ContractEnded>(type).Deserialize(
            new StringMessageBody(body), new JsonTransportHeaders(new DictionaryHeaderProvider(new Dictionary<string, object>())))).Message;
}
