using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Feedback;

public sealed class When_the_client_provides_feedback : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_the_client_provides_feedback(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<ProvideFeedback>(_ => new FeedbackAccepted { Feedback = TestData.MidContract });
    }

    [Fact]
    public async Task Should_respond_created_with_the_feedback()
    {
        var reply = await ProvideAsync(TestData.GoodFeedback);

        reply.Status.ShouldBe(HttpStatusCode.Created);
        reply.Headers["Location"].ShouldBe($"/api/contracts/c-1/feedback/{TestData.FeedbackId}");
        reply.Json.ShouldEqualJson(TestData.MidContractJson);
    }

    [Fact]
    public async Task Should_pass_on_what_was_given_and_when()
    {
        await ProvideAsync(TestData.GoodFeedback);

        var command = Command();
        command.ShouldBe(new ProvideFeedback
        {
            FeedbackId = command.FeedbackId,
            ContractId = "c-1",
            CallerId = "clara",
            Ratings = TestData.Ratings,
            Comment = "Good so far",
            SubmittedAt = GatewayFixture.Stamp,
        });
        command.FeedbackId.Version.ShouldBe(7);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","comment":null""")]
    public async Task Should_do_without_a_comment(string comment)
    {
        var reply = await ProvideAsync(
            $$"""{"ratings":{"skills":1,"quality":1,"availability":1,"deadlines":1,"communication":1,"cooperation":1}{{comment}}}""");

        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        Command().Comment.ShouldBeNull();
    }

    [Fact]
    public async Task Should_pass_on_a_comment_as_it_is()
    {
        await ProvideAsync(
            """{"comment":"<b>bold</b>\n\u00e4\ud83d\ude00","ratings":{"cooperation":1,"skills":1,"quality":1,"availability":1,"deadlines":1,"communication":1}}""");

        Command().Comment.ShouldBe("<b>bold</b>\nä😀");
    }

    [Fact]
    public async Task Should_take_a_body_of_64_KiB()
    {
        var padding = new string(' ', (64 * 1024) - TestData.GoodFeedback.Length);

        var reply = await ProvideAsync(TestData.GoodFeedback + padding);

        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
    }

    private ProvideFeedback Command() => _gateway.Services.Received<ProvideFeedback>().ShouldHaveSingleItem();

    private Task<Reply> ProvideAsync(string body) => _gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, body);
}
