using System.Net;
using System.Text.Json;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Upstream;

public sealed class When_an_event_is_bad(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("""{}""", "specversion", "id", "source", "type", "data")]
    [InlineData(
        """{"specversion":"0.3","id":"e","source":"s","type":"contract-ended","data":{"contractId":"c","endedAt":"2026-02-01T08:00:00Z"}}""",
        "specversion")]
    [InlineData(
        """{"specversion":1.0,"id":"e","source":"s","type":"contract-ended","data":{"contractId":"c","endedAt":"2026-02-01T08:00:00Z"}}""",
        "specversion")]
    [InlineData("""{"specversion":"1.0","id":"","source":"","type":"","data":{}}""", "id", "source", "type")]
    [InlineData("""{"specversion":"1.0","id":5,"source":"s","type":"nothing-known","data":{}}""", "id", "type")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"contract-ended","data":"text"}""", "data")]
    [InlineData("""{"specversion":"1.0","id":"e","source":"s","type":"contract-ended","data_base64":"e30="}""", "data", "data_base64")]
    [InlineData(
        """{"specversion":"1.0","id":"e","source":"s","type":"contract-ended","datacontenttype":"text/xml","time":"today","Extra":1,"extra":{},"data":{"contractId":"c","endedAt":"2026-02-01T08:00:00Z"}}""",
        "datacontenttype", "time", "Extra", "extra")]
    public async Task Should_name_the_attributes_that_are_wrong(string body, params string[] attributes)
    {
        var reply = await SendAsync(body);

        reply.ShouldNameAsInvalid([.. attributes.Select(attribute => $"events[0].{attribute}")]);
    }

    [Theory]
    [InlineData("contract-started", "contractId", "clientId", "freelancerId", "title", "startedAt")]
    [InlineData("contract-ended", "contractId", "endedAt")]
    [InlineData("payment-made", "paymentId", "contractId", "amount", "currency", "paidAt")]
    [InlineData("payment-reversed", "paymentId", "contractId", "reversedAt")]
    [InlineData("end-of-contract-feedback-given", "feedbackId", "contractId", "authorId", "recipientId", "score", "givenAt")]
    [InlineData("user-profile-changed", "userId", "displayName", "changedAt")]
    [InlineData("user-erased", "userId", "erasedAt")]
    public async Task Should_name_all_members_that_are_missing(string type, params string[] members)
    {
        var reply = await SendAsync(EventTestData.Event(type, """{"eventId":"e"}"""));

        reply.ShouldNameAsInvalid([.. members.Append("eventId").Select(member => $"events[0].data.{member}")]);
    }

    [Theory]
    [InlineData("amount", "\"12\"")]
    [InlineData("amount", "1e30")]
    [InlineData("amount", "true")]
    [InlineData("currency", "\"usd\"")]
    [InlineData("currency", "\"US\"")]
    [InlineData("currency", "\"USDT\"")]
    [InlineData("currency", "840")]
    [InlineData("paidAt", "\"2026-02-01T08:00:00\"")]
    [InlineData("paidAt", "\"2026-02-01\"")]
    [InlineData("paidAt", "\"2026-02-31T08:00:00Z\"")]
    [InlineData("paidAt", "\"9999-12-31T23:59:59Z\"")]
    [InlineData("paidAt", "\"yesterday\"")]
    [InlineData("paidAt", "1769932800")]
    [InlineData("paymentId", "\"\"")]
    [InlineData("paymentId", "\" \"")]
    [InlineData("paymentId", "12")]
    [InlineData("paymentId", "null")]
    [InlineData("paymentId", "\"12345678901234567890123456789012345678901234567890123456789012345\"")]
    [InlineData("paymentId", "\"a\\u0000b\"")]
    [InlineData("paymentId", "\"\\udc00\"")]
    public async Task Should_check_each_member_by_its_type(string member, string value)
    {
        var reply = await SendAsync(EventTestData.Payment(data: PaymentWith(member, value)));

        reply.ShouldNameAsInvalid($"events[0].data.{member}");
    }

    [Fact]
    public async Task R45_Should_refuse_an_id_that_nobody_may_have()
    {
        foreach (var id in RefusedIds.All.Select(id => JsonSerializer.Serialize(id)))
        {
            var payment = await SendAsync(EventTestData.Payment(data: PaymentWith("paymentId", id)));
            var envelope = await SendAsync($$$"""
                {"specversion":"1.0","id":{{{id}}},"source":"s","type":"contract-ended",
                 "data":{"contractId":"c","endedAt":"2026-02-01T08:00:00Z"}}
                """);

            payment.ShouldNameAsInvalid("events[0].data.paymentId");
            envelope.ShouldNameAsInvalid("events[0].id");
        }
    }

    [Theory]
    [InlineData("paymentId", "12", "must be text")]
    [InlineData("amount", "\"12\"", "must be a number from -999999999999 to 999999999999")]
    [InlineData("currency", "\"usdx\"", "must have at most 3 characters")]
    [InlineData(
        "paidAt", "\"yesterday\"",
        "must be an RFC 3339 instant with its offset, such as 2026-03-01T12:00:00Z, from 1970 to a day from now")]
    public async Task Should_say_one_thing_of_each_member(string member, string value, string fault)
    {
        var reply = await SendAsync(EventTestData.Payment(data: PaymentWith(member, value)));

        reply.Json.GetProperty("errors").GetProperty($"events[0].data.{member}").EnumerateArray()
            .ShouldHaveSingleItem().GetString().ShouldBe(fault);
    }

    [Theory]
    [InlineData("clara")]
    [InlineData("@example.org")]
    [InlineData("clara hoffmann@example.org")]
    [InlineData("clara@example.org\\r\\nBcc: all@example.org")]
    public async Task Should_refuse_what_is_no_email_address(string email)
    {
        var reply = await SendAsync(EventTestData.Event(
            "user-profile-changed",
            $$"""{"userId":"clara","displayName":"Clara","email":"{{email}}","changedAt":"2026-02-01T08:00:00Z"}"""));

        reply.ShouldNameAsInvalid("events[0].data.email");
    }

    [Fact]
    public async Task Should_say_which_types_there_are()
    {
        var reply = await SendAsync(EventTestData.Event("contract-paused", "{}"));

        reply.ShouldNameAsInvalid("events[0].type");
        reply.Json.GetProperty("errors").GetProperty("events[0].type")[0].GetString()!
            .ShouldContain(
                "contract-started, contract-ended, payment-made, payment-reversed, end-of-contract-feedback-given, "
                + "user-profile-changed, user-erased");
    }

    [Fact]
    public async Task Should_name_the_bad_ones_of_a_batch_by_index_and_take_none()
    {
        var tooLong = new string('x', 65);
        var batch = $"[{EventTestData.Payment("good")},{EventTestData.Payment(tooLong)},5,{EventTestData.Event("contract-ended", "{}")}]";

        var reply = await SendAsync(batch, EventTestData.Batch);
        await SendAsync(EventTestData.Payment("marker"));

        reply.ShouldNameAsInvalid("events[1].id", "events[2]", "events[3].data.contractId", "events[3].data.endedAt");
        gateway.Harness.PublishedSoFar<PaymentMade>().ShouldHaveSingleItem().Message.EventId.ShouldBe("marker");
    }

    [Theory]
    [InlineData(EventTestData.Single, "[]")]
    [InlineData(EventTestData.Single, "null")]
    public async Task Should_want_one_event_where_one_is_announced(string contentType, string body)
    {
        (await SendAsync(body, contentType)).ShouldNameAsInvalid("events[0]");
    }

    [Theory]
    [InlineData(EventTestData.Batch, "{}")]
    [InlineData(EventTestData.Batch, "[")]
    [InlineData(EventTestData.Batch, "")]
    [InlineData(EventTestData.Single, "")]
    public async Task Should_want_a_body_that_is_what_it_says(string contentType, string body)
    {
        (await SendAsync(body, contentType)).ShouldNameAsInvalid("body");
    }

    [Fact]
    public async Task Should_refuse_a_batch_of_more_than_500()
    {
        var batch = $"[{string.Join(",", Enumerable.Repeat("{}", 501))}]";

        (await SendAsync(batch, EventTestData.Batch)).ShouldNameAsInvalid("body");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task Should_not_take_other_formats(string contentType)
    {
        var reply = await SendAsync(EventTestData.Payment(), contentType);

        reply.ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    private static string PaymentWith(string member, string value)
    {
        var members = new Dictionary<string, string>
        {
            ["paymentId"] = "\"p-1\"",
            ["contractId"] = "\"c-1\"",
            ["amount"] = "1",
            ["currency"] = "\"USD\"",
            ["paidAt"] = "\"2026-02-01T08:00:00Z\"",
            [member] = value,
        };
        return $"{{{string.Join(",", members.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }

    private Task<Reply> SendAsync(string body, string contentType = EventTestData.Single) =>
        gateway.PostAsync("/api/upstream/events", EventTestData.Token, body, contentType);
}
