using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Feedback;

public sealed class When_the_body_of_feedback_is_bad : IClassFixture<GatewayFixture>
{
    private const string Rest = """ "quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5 """;

    private readonly GatewayFixture _gateway;

    public When_the_body_of_feedback_is_bad(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("-1")]
    [InlineData("3.5")]
    [InlineData("1e99")]
    [InlineData("99999999999999999999")]
    [InlineData("\"3\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[3]")]
    public async Task R21_Should_take_whole_ratings_from_1_to_5_only(string skills)
    {
        var reply = await ProvideAsync($$$"""{"ratings":{"skills":{{{skills}}},{{{Rest}}}}}""");

        reply.ShouldNameAsInvalid("ratings.skills");
    }

    [Fact]
    public async Task R21_Should_name_all_ratings_that_are_missing_or_bad_at_once()
    {
        var reply = await ProvideAsync("""{"ratings":{"skills":0,"quality":6,"availability":3,"deadlines":"2"},"comment":7,"mood":1}""");

        reply.ShouldNameAsInvalid(
            "ratings.skills", "ratings.quality", "ratings.deadlines", "ratings.communication", "ratings.cooperation", "comment", "mood");
    }

    [Theory]
    [InlineData("privateNote")]
    [InlineData("privateComment")]
    [InlineData("reasonForEnding")]
    public async Task R21_Should_refuse_a_private_field_by_name(string member)
    {
        var reply = await ProvideAsync($$$"""{"ratings":{"skills":3,{{{Rest}}}},"{{{member}}}":"between us"}""");

        reply.ShouldNameAsInvalid(member);
        reply.Text.ShouldNotContain("between us");
    }

    [Theory]
    [InlineData("""{}""", "ratings")]
    [InlineData("""{"comment":"fine"}""", "ratings")]
    [InlineData("""{"ratings":null}""", "ratings")]
    [InlineData("""{"ratings":[5,5,5,5,5,5]}""", "ratings")]
    [InlineData("""{"ratings":5}""", "ratings")]
    [InlineData(
        """{"ratings":{"skills":3,"quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5,"humour":5}}""",
        "ratings.humour")]
    [InlineData(
        """{"ratings":{"Skills":3,"skills":3,"quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5}}""",
        "ratings.Skills")]
    [InlineData(
        """{"ratings":{"skills":3,"skills":4,"quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5}}""",
        "ratings.skills")]
    [InlineData(
        """{"ratings":{"skills":3,"quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5},"score":5}""",
        "score")]
    [InlineData("""{"ratings":{"skills":3""", "body")]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    public async Task Should_name_what_is_wrong_and_send_nothing(string body, string member)
    {
        var reply = await ProvideAsync(body);

        reply.ShouldNameAsInvalid(member);
        _gateway.Services.Received<ProvideFeedback>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_refuse_a_body_above_64_KiB(bool ofUnknownLength)
    {
        var body = $$$"""{"ratings":{"skills":3,{{{Rest}}}},"comment":"{{{new string('a', 64 * 1024)}}}"}""";
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/contracts/c-1/feedback") { Content = content };
        request.Headers.Authorization = new("Bearer", TestData.ClientToken);
        request.Headers.TransferEncodingChunked = ofUnknownLength;

        using var response = await _gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await Reply.ReadAsync(response)).ShouldNameAsInvalid("body");
        _gateway.Services.Received<ProvideFeedback>().ShouldBeEmpty();
    }

    private Task<Reply> ProvideAsync(string body) => _gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, body);
}
