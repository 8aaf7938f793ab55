using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Inbox;

public sealed class When_a_user_chooses_how_to_take_emails : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/me/notification-preferences";

    private readonly GatewayFixture _gateway;

    public When_a_user_chooses_how_to_take_emails(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetNotificationPreferences>(_ => Preferences(EmailModes.On));
        _gateway.Services.On<SetNotificationPreferences>(command => Preferences(command.Items[0].Email));
    }

    [Fact]
    public async Task Should_show_every_kind_and_by_which_profile()
    {
        var reply = await _gateway.GetAsync(Path, TestData.FreelancerToken);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson("""
            {"items":[{"kind":"feedback-received","email":"on"}],"displayName":null,"locale":"de-CH","timeZone":null}
            """);
        _gateway.Services.Received<GetNotificationPreferences>().ShouldHaveSingleItem().UserId.ShouldBe("felix");
    }

    [Fact]
    public async Task Should_store_the_choice_of_the_caller()
    {
        var reply = await SetAsync("""{"items":[{"kind":"feedback-received","email":"digest"}]}""");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson("""
            {"items":[{"kind":"feedback-received","email":"digest"}],"displayName":null,"locale":"de-CH","timeZone":null}
            """);
        var command = _gateway.Services.Received<SetNotificationPreferences>().ShouldHaveSingleItem();
        command.UserId.ShouldBe("felix");
        command.Items.ShouldHaveSingleItem().ShouldBe(
            new NotificationPreference { Kind = NoticeKinds.FeedbackReceived, Email = EmailModes.Digest });
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("{}", "items")]
    [InlineData("""{"items":{}}""", "items")]
    [InlineData("""{"items":[1]}""", "items[0]")]
    [InlineData("""{"items":[{"kind":"feedback-received"}]}""", "items[0].email")]
    [InlineData("""{"items":[{"kind":1,"email":"on"}]}""", "items[0].kind")]
    [InlineData("""{"items":[{"kind":"feedback-received","email":"on","sms":"on"}]}""", "items[0].sms")]
    [InlineData("""{"items":[],"all":"off"}""", "all")]
    public async Task Should_refuse_what_is_no_choice(string body, string member)
    {
        var reply = await SetAsync(body);

        reply.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input")
            .GetProperty("errors").TryGetProperty(member, out _).ShouldBeTrue(reply.Text);
        _gateway.Services.Received<SetNotificationPreferences>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_say_what_the_service_refuses()
    {
        _gateway.Services.On<SetNotificationPreferences>(_ => new InvalidInput
        {
            Errors = new Dictionary<string, string[]> { ["items[0].kind"] = ["is unknown."] },
        });

        var reply = await SetAsync("""{"items":[{"kind":"news","email":"off"}]}""");

        reply.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input")
            .GetProperty("errors").ShouldEqualJson("""{"items[0].kind":["is unknown."]}""");
    }

    private Task<Reply> SetAsync(string body) => _gateway.SendAsync(HttpMethod.Put, Path, TestData.FreelancerToken, body);

    private static NotificationPreferences Preferences(string email) =>
        new() { Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackReceived, Email = email }], Locale = "de-CH" };
}
