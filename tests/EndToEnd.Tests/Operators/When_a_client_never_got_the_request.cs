using System.Text.Json;
using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Operators;

[Collection<SeparateTests>]
public sealed class When_a_client_never_got_the_request(SeparateSystem system)
{
    private const string Requested = "notifications-feedback-requested";

    [Trait("Symptom", "a freelancer says that the client never got the request")]
    [Trait("Symptom", "one email did not arrive")]
    [Fact]
    public async Task R49_Should_show_the_email_that_failed_and_send_the_same_again()
    {
        var contract = await system.ContractAsync();
        await system.Mail.BehaveAsync(SmtpBehaviour.Refuse(550) with { OnlyTo = contract.ClientEmail, Times = 1 });
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");

        var failed = (await Eventually.Get(() => StoryAsync(requestId), story => story.ContainsKey("delivery-failed")))["delivery-failed"];
        var listed = (await OpsVerb.JsonAsync(await OpsAsync(), ["deliveries", "list", "--request", $"{requestId}", "--status", "failed"]))
            .GetProperty("deliveries").EnumerateArray().ShouldHaveSingleItem();
        await OpsVerb.TableAsync(await OpsAsync(), "deliveries", "resend", listed.GetProperty("deliveryId").GetString()!);

        (await system.Mail.MailsToAsync(contract.ClientEmail)).ShouldHaveSingleItem()
            .MessageId.ShouldBe(failed.GetProperty("details").GetProperty("messageId").GetString());
    }

    [Trait("Symptom", "a freelancer says that the client never got the request")]
    [Trait("Symptom", "a queue was purged, or timers were deleted")]
    [Fact]
    public async Task Should_send_the_notice_whose_message_was_purged()
    {
        var contract = await system.ContractAsync();
        await system.Notifications.StopAsync();
        var requestId = (await system.RequestedAsync(contract)).Id("requestId");
        await Eventually.Until(async () => await system.Broker.Management.DepthAsync(Requested) > 0);
        await system.Broker.Management.PurgeAsync(Requested);
        await system.Notifications.RestartAsync();
        await system.ExecuteAsync($"""
            UPDATE feedback.feedback_requests SET requested_at = requested_at - interval '1 hour' WHERE correlation_id = '{requestId}';
            DELETE FROM feedback.outbox_messages WHERE id =
                (SELECT expiry_token_id FROM feedback.feedback_requests WHERE correlation_id = '{requestId}')
            """);
        var before = await StoryAsync(requestId);
        before.Keys.ShouldContain("expiry-timer-missing");
        before.Keys.ShouldNotContain("notice");

        await OpsVerb.JsonAsync(await OpsAsync(), ["reconcile", "--dry-run"]);
        (await StoryAsync(requestId)).Keys.ShouldBe(before.Keys);
        await OpsVerb.JsonAsync(await OpsAsync(), ["reconcile"]);

        (await system.Mail.MailsToAsync(contract.ClientEmail)).ShouldHaveSingleItem();
        await Eventually.Until(async () => await StoryAsync(requestId) is var after
            && after.ContainsKey("expiry-timer") && after.ContainsKey("delivery-delivered"));
    }

    /// <summary>The last entry of each kind.</summary>
    private async Task<Dictionary<string, JsonElement>> StoryAsync(Guid requestId) =>
        (await OpsVerb.JsonAsync(await OpsAsync(), ["request", $"{requestId}"])).GetProperty("entries").EnumerateArray()
            .GroupBy(entry => entry.GetProperty("what").GetString()!)
            .ToDictionary(entries => entries.Key, entries => entries.Last());

    private Task<Dictionary<string, string>> OpsAsync() => system.SettingsOfAsync("ops");
}
