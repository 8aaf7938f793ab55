using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Preferences;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Preferences;

public sealed class When_a_user_chooses_how_to_take_emails : NotificationsSituation
{
    private readonly Guid _requestId = Guid.CreateVersion7();

    [Fact]
    public async Task Should_have_every_email_on_before_anything_is_said()
    {
        var preferences = await Service.QueryAsync<GetNotificationPreferences, NotificationPreferences>(
            new GetNotificationPreferences { UserId = "somebody" });

        preferences.Items.Select(item => (item.Kind, item.Email)).ShouldBe(NoticeKinds.All.Select(kind => (kind, EmailModes.On)));
    }

    [Fact]
    public async Task Should_keep_what_is_not_named_as_it_is()
    {
        await SetAsync(TestData.Client, (NoticeKinds.FeedbackRequested, EmailModes.Digest));

        var set = await SetAsync(TestData.Client, (NoticeKinds.FeedbackReminder, EmailModes.Off));

        set.Items.Where(item => item.Email != EmailModes.On).Select(item => (item.Kind, item.Email)).ShouldBe(
            [(NoticeKinds.FeedbackRequested, EmailModes.Digest), (NoticeKinds.FeedbackReminder, EmailModes.Off)]);
        (await Service.QueryAsync<GetNotificationPreferences, NotificationPreferences>(
            new GetNotificationPreferences { UserId = TestData.Client })).Items.ShouldBe(set.Items);
    }

    [Fact]
    public async Task R50_Should_say_by_which_profile_they_are_written()
    {
        var profile = TestData.Profile(TestData.Client, "Clara", email: null, TestData.Now, "moved");
        profile = profile with { Locale = "es-MX", TimeZone = "America/Mexico_City" };
        await Service.PublishAndSettleAsync(profile);

        var set = await SetAsync(TestData.Client, (NoticeKinds.FeedbackRequested, EmailModes.Digest));
        var read = await Service.QueryAsync<GetNotificationPreferences, NotificationPreferences>(
            new GetNotificationPreferences { UserId = TestData.Client });

        (set.DisplayName, set.Locale, set.TimeZone).ShouldBe(("Clara", "es-MX", "America/Mexico_City"));
        (read.DisplayName, read.Locale, read.TimeZone).ShouldBe(("Clara", "es-MX", "America/Mexico_City"));
    }

    [Theory]
    [InlineData("digest", "on", "items[0].kind")]
    [InlineData(NoticeKinds.FeedbackRequested, "sometimes", "items[0].email")]
    public async Task Should_refuse_what_there_is_not(string kind, string email, string member)
    {
        var response = await Service.QueryAsync<SetNotificationPreferences, NotificationPreferences, InvalidInput>(Command(
            TestData.Client, (kind, email)));

        ((InvalidInput)response.Message).Errors.Keys.ShouldBe([member]);
    }

    [Fact]
    public async Task Should_send_no_email_that_is_off_and_leave_the_message_in_the_app()
    {
        await SetAsync(TestData.Client, (NoticeKinds.FeedbackRequested, EmailModes.Off));

        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));

        Mail.Attempts.ShouldBeEmpty();
        (await Service.InAppMessagesAsync()).ShouldHaveSingleItem();
        var delivery = (await Service.EmailDeliveriesAsync()).ShouldHaveSingleItem();
        (delivery.Status, delivery.Facts).ShouldBe((DeliveryStatuses.TurnedOff, null));
        (await Service.QueryAsync<ResendDelivery, DeliveryReleased, DeliveryNotReleased>(
            new ResendDelivery { DeliveryId = delivery.DeliveryId, CallerId = "ops-1" }))
            .Message.ShouldBeOfType<DeliveryNotReleased>().Reason.Code.ShouldBe(ResendRefusals.TurnedOff);
    }

    [Fact]
    public async Task Should_not_try_again_an_email_that_is_off_meanwhile()
    {
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        Mail.ComeBack();
        await SetAsync(TestData.Client, (NoticeKinds.FeedbackRequested, EmailModes.Off));

        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));

        Mail.Accepted.ShouldBeEmpty();
        (await Service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.TurnedOff);
    }

    [Fact]
    public async Task Should_hold_for_one_kind_and_one_user_alone()
    {
        await SetAsync(TestData.Client, (NoticeKinds.FeedbackReminder, EmailModes.Off));
        await SetAsync(TestData.Freelancer, (NoticeKinds.FeedbackRequested, EmailModes.Off));

        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));

        Mail.Accepted.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_turn_off_by_the_link_of_an_email_that_tells_nothing()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        var token = TokenIn(Mail.Accepted.Single().Text);

        (await ShowAsync(token)).ShouldBe(new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = false });
        (await ShowAsync(token)).ShouldBe(new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = false });
        (await UnsubscribeAsync(token)).ShouldBe(new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = true });
        (await UnsubscribeAsync(token)).ShouldBe(new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = true });

        await Service.PublishAndSettleAsync(TestData.Requested());
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        Mail.Accepted.Count.ShouldBe(2);
        Mail.Accepted[1].Subject.ShouldStartWith("A reminder");
        token.Length.ShouldBeGreaterThan(40);
        token.ShouldNotContain(TestData.Client);
    }

    [Fact]
    public async Task R50_Should_say_in_which_language_to_tell_whoever_unsubscribes()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.PublishAndSettleAsync(TestData.ClientProfile with
        {
            EventId = "language",
            ChangedAt = TestData.ClientProfile.ChangedAt.AddDays(1),
            Locale = "es-MX",
        });
        var token = TokenIn(Mail.Accepted.Single().Text);

        ((Unsubscription)await ShowAsync(token)).Locale.ShouldBe("es-MX");
        ((Unsubscription)await UnsubscribeAsync(token)).Locale.ShouldBe("es-MX");
    }

    [Fact]
    public async Task Should_have_the_same_link_in_every_email_of_a_kind()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.PublishAndSettleAsync(TestData.Requested());
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));

        var tokens = Mail.Accepted.Select(email => TokenIn(email.Text)).ToList();
        (tokens[0] == tokens[1], tokens[0] == tokens[2]).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task Should_not_know_other_links(string token)
    {
        (await ShowAsync(token)).ShouldBe(new UnsubscribeTokenNotFound());
        (await UnsubscribeAsync(token)).ShouldBe(new UnsubscribeTokenNotFound());
    }

    [Fact]
    public async Task Should_turn_off_everything_by_the_link_of_a_digest()
    {
        await SetAsync(TestData.Client, (NoticeKinds.FeedbackRequested, EmailModes.Digest));
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        (await UnsubscribeAsync(TokenIn(Mail.Accepted.Single().Text))).ShouldBe(new Unsubscription { IsOff = true });

        (await Service.QueryAsync<GetNotificationPreferences, NotificationPreferences>(
            new GetNotificationPreferences { UserId = TestData.Client })).Items.ShouldAllBe(item => item.Email == EmailModes.Off);
        await SetAsync(TestData.Client, (NoticeKinds.FeedbackRequested, EmailModes.Digest));
        await Service.PublishAndSettleAsync(TestData.Requested());
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        Mail.Accepted.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Should_log_the_choice_and_no_token()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        var token = TokenIn(Mail.Accepted.Single().Text);

        await UnsubscribeAsync(token);

        var lines = Service.Log.GetSnapshot().Where(line => line.Category!.StartsWith("Notifications.", StringComparison.Ordinal)).ToList();
        lines.ShouldContain(line => line.Message.Contains("unsubscribed from the emails of feedback-requested"), 1);
        lines.ShouldNotContain(line => line.Message.Contains(token));
        (await Service.ReadAsync(db => db.Set<EmailPreference>().CountAsync())).ShouldBe(1);
    }

    private static string TokenIn(string text) => text.Split("/unsubscribe/")[1].Split('\n')[0];

    private async Task<object> ShowAsync(string token) =>
        (await Service.QueryAsync<GetUnsubscription, Unsubscription, UnsubscribeTokenNotFound>(
            new GetUnsubscription { Token = token })).Message;

    private async Task<object> UnsubscribeAsync(string token) =>
        (await Service.QueryAsync<UnsubscribeByToken, Unsubscription, UnsubscribeTokenNotFound>(
            new UnsubscribeByToken { Token = token })).Message;

    private Task<NotificationPreferences> SetAsync(string userId, params (string, string)[] items) =>
        Service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(Command(userId, items));

    private static SetNotificationPreferences Command(string userId, params (string Kind, string Email)[] items) => new()
    {
        UserId = userId,
        Items = [.. items.Select(item => new NotificationPreference { Kind = item.Kind, Email = item.Email })],
    };
}
