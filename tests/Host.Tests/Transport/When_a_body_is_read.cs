using System.Text;
using Host.Transport;
using Shouldly;

namespace Host.Tests.Transport;

public sealed class When_a_body_is_read
{
    [Fact]
    public void Should_hide_texts_and_show_ids() =>
        MessageBody.WithoutTexts("""{"requestId":"r-1","message":"A note"}"""u8.ToArray())!.ToJsonString()
            .ShouldBe("""{"requestId":"r-1","message":"(6 characters)"}""");

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"contractId":"k-1","contractId":"k-2"}""")]
    [InlineData("""{"message":{"contractId":"k-1","note":1,"note":2}}""")]
    [InlineData("""{"contractId":"k-1","note":"\ud800"}""")]
    [InlineData("""{"contractId":"k-1","notes":[["\udc00"]]}""")]
    [InlineData("""{"contractId":"k-1","\ud800":1}""")]
    public void Should_take_what_is_no_proper_JSON_for_none(string body) => ShouldBeNone(Encoding.UTF8.GetBytes(body));

    [Fact]
    public void Should_take_bytes_that_are_no_Unicode_for_none() =>
        ShouldBeNone([.. "{\"contractId\":\"k-1\",\"note\":\""u8, 0xFF, .. "\"}"u8]);

    private static void ShouldBeNone(byte[] body)
    {
        MessageBody.Parse(body).ShouldBeNull();
        MessageBody.WithoutTexts(body).ShouldBeNull();
        MessageBody.Values(body, "contractId").ShouldBeEmpty();
    }
}
