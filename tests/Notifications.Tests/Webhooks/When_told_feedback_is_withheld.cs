using System.Text.Json;
using Contracts.Messages;
using Microsoft.AspNetCore.Http;
using Notifications.Erasure;
using Notifications.Tests.Support;
using Shared;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_told_feedback_is_withheld : WebhookSituation
{
    [Theory]
    [InlineData(FeedbackVisibilities.Held)]
    [InlineData(FeedbackVisibilities.TakenDown)]
    public async Task R71_Should_tell_no_rating_score_or_comment_whichever_event_comes_first(string visibility)
    {
        await AddAsync(WebhookEvents.Provided);
        var provided = Provided();
        await Service.PublishAndSettleAsync(Changed(provided, visibility, seconds: 1));

        await Service.PublishAndSettleAsync(provided);

        ShouldBeWithheld(Receiver.Received.ShouldHaveSingleItem(), visibility);
    }

    [Fact]
    public async Task R71_Should_tell_none_any_more_when_it_is_tried_again_after_that_and_all_again_once_it_is_restored()
    {
        await AddAsync(WebhookEvents.Provided);
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        var provided = Provided();
        await Service.PublishAndSettleAsync(provided);
        await Service.PublishAndSettleAsync(Changed(provided, FeedbackVisibilities.TakenDown, seconds: 1));
        await AdvanceAsync(Waits[0]);
        await Service.PublishAndSettleAsync(Changed(provided, FeedbackVisibilities.Visible, seconds: 2));
        await Service.PublishAndSettleAsync(Changed(provided, FeedbackVisibilities.Held, seconds: 1.5));
        await AdvanceAsync(Waits[1]);

        Receiver.Received.Count.ShouldBe(3);
        Data(Receiver.Received[0]).GetProperty("comment").GetString().ShouldBe("Careful work.");
        ShouldBeWithheld(Receiver.Received[1], FeedbackVisibilities.TakenDown);
        Data(Receiver.Received[2]).GetProperty("comment").GetString().ShouldBe("Careful work.");
        Data(Receiver.Received[2]).GetProperty("visibility").GetString().ShouldBe(FeedbackVisibilities.Visible);
    }

    [Fact]
    public async Task R71_Should_tell_of_an_erased_person_under_the_pseudonym_before_and_after_the_erasure()
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Provided($"Yours, {TestData.Client}."));

        await Service.PublishAndSettleAsync(
            new UserErased { EventId = "e-1", UserId = TestData.Client, ErasedAt = Service.Clock.GetUtcNow() });
        await AdvanceAsync(TimeSpan.FromMinutes(6));
        await Service.PublishAndSettleAsync(Provided($"Yours, {TestData.Client}."));

        Receiver.Received[0].Text.ShouldContain(TestData.Client);
        var later = Receiver.Received.Skip(1).ToList();
        later.Count.ShouldBeGreaterThanOrEqualTo(2);
        later.ShouldAllBe(message => !message.Text.Contains(TestData.Client, StringComparison.Ordinal));
        later.ShouldAllBe(message => Data(message).GetProperty("clientId").GetString() == ErasedUser.PseudonymOf(TestData.Client));
        later.ShouldAllBe(message => Data(message).GetProperty("comment").GetString() == "Yours, [erased].");
        (await DeliveriesAsync()).ShouldAllBe(delivery =>
            delivery.ClientId != TestData.Client && !delivery.Data.Contains(TestData.Client, StringComparison.Ordinal));
    }

    [Fact]
    public async Task R71_Should_redact_a_name_that_becomes_known_after_the_event_was_recorded_under_the_pseudonym()
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        var erased = new UserErased { EventId = "e-1", UserId = TestData.Client, ErasedAt = Service.Clock.GetUtcNow() };
        await Service.PublishAndSettleAsync(erased);
        await Service.PublishAndSettleAsync(Provided("Yours, Grace Hopper."));

        await Service.PublishAndSettleAsync(erased with { EventId = "e-2", DisplayName = "Grace Hopper" });
        await AdvanceAsync(Waits[0]);

        (await DeliveriesAsync()).ShouldAllBe(delivery => !delivery.Data.Contains("Hopper", StringComparison.Ordinal));
        Data(Receiver.Received[^1]).GetProperty("comment").GetString().ShouldBe("Yours, [erased].");
    }

    [Fact]
    public async Task R71_Should_forget_an_erased_operator()
    {
        await AddAsync();
        var erasure = (NotificationsErasure)Service.Services.GetService(typeof(NotificationsErasure))!;

        (await erasure.EraseAsync(Operator, null, null, dryRun: true, TestContext.Current.CancellationToken))["webhooks"].ShouldBe(1);
        await erasure.EraseAsync(Operator, null, null, dryRun: false, TestContext.Current.CancellationToken);

        var listed = await Service.QueryAsync<GetWebhooks, WebhookList>(new() { AsOf = Service.Clock.GetUtcNow() });
        listed.Items.Single().CreatedBy.ShouldBe(ErasedUser.PseudonymOf(Operator));
        listed.Items.Single().ChangedBy.ShouldBe(ErasedUser.PseudonymOf(Operator));
    }

    private static FeedbackVisibilityChanged Changed(FeedbackProvided provided, string visibility, double seconds) =>
        TestData.Changed(visibility, provided.FeedbackId) with { ChangedAt = provided.ProvidedAt.AddSeconds(seconds) };

    private static void ShouldBeWithheld(ReceivedMessage message, string visibility)
    {
        var data = Data(message);
        data.GetProperty("visibility").GetString().ShouldBe(visibility);
        foreach (var member in (string[])["ratings", "score", "comment"])
            data.GetProperty(member).ValueKind.ShouldBe(JsonValueKind.Null);

        message.Text.ShouldNotContain("Careful work.");
    }

    private static JsonElement Data(ReceivedMessage message) => message.Json.GetProperty("data");
}
