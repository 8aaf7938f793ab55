using Contracts.Messages;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Notifications.Persistence;
using Notifications.Tests.Support;
using Notifications.Webhooks;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_operators_manage_subscribers_on_SQLite : When_operators_manage_subscribers;

public sealed class When_operators_manage_subscribers_on_PostgreSQL : When_operators_manage_subscribers
{
    private protected override bool OnPostgres => true;
}

public abstract class When_operators_manage_subscribers : WebhookSituation
{
    [Fact]
    public async Task R68_Should_list_who_is_subscribed_to_what_by_whom_and_how_it_stands()
    {
        var added = await AddAsync(WebhookEvents.Provided, WebhookEvents.Requested);
        await AddAsync();
        await Service.PublishAndSettleAsync(Requested());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());

        var listed = await Service.QueryAsync<GetWebhooks, WebhookList>(new() { AsOf = Service.Clock.GetUtcNow() });

        var first = listed.Items[0];
        (first.WebhookId, first.Name, first.Url, first.State).ShouldBe(
            (added.Webhook.WebhookId, "CRM", $"{Receiver.Url}hooks", WebhookStates.Enabled));
        first.Events.ShouldBe([WebhookEvents.Requested, WebhookEvents.Provided]);
        (first.CreatedBy, first.ChangedBy).ShouldBe((Operator, Operator));
        first.Deliveries.ShouldBe(
            new Dictionary<string, long> { [WebhookStatuses.Delivered] = 1, [WebhookStatuses.Retrying] = 1 }, ignoreOrder: true);
        first.WaitingSince.ShouldNotBeNull();
        listed.Items[1].Events.ShouldBe(WebhookEvents.Chosen);
    }

    [Fact]
    public async Task R68_Should_change_nothing_where_it_stands_so_already()
    {
        var id = (await AddAsync()).Webhook.WebhookId;

        (await ChangeAsync(id, WebhookActions.Enable)).ShouldBeOfType<WebhookChanged>().Changed.ShouldBeFalse();
        (await ChangeAsync(id, WebhookActions.Disable)).ShouldBeOfType<WebhookChanged>().Changed.ShouldBeTrue();
        (await ChangeAsync(id, WebhookActions.Disable)).ShouldBeOfType<WebhookChanged>().Changed.ShouldBeFalse();
        (await ChangeAsync(id, WebhookActions.Test)).ShouldBeOfType<WebhookRefused>();
        (await ChangeAsync(Guid.NewGuid(), WebhookActions.Rotate)).ShouldBeOfType<WebhookNotFound>();
        (await ReplayAsync(deliveryId: Guid.NewGuid())).ShouldBeOfType<WebhookNotFound>();
        (await ReplayAsync(webhookId: Guid.NewGuid())).ShouldBeOfType<WebhookNotFound>();
    }

    [Fact]
    public async Task R68_Should_name_every_member_that_is_wrong()
    {
        var add = new AddWebhook { Name = "\u202e", Url = "nowhere", Events = ["feedback.eaten"], CallerId = Operator };

        var response = await Service.QueryAsync<AddWebhook, WebhookChanged, WebhookRefused, InvalidInput>(add);

        response.Message.ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["name", "url", "events"]);
    }

    [Fact]
    public async Task R68_Should_take_fifty_subscribers_and_no_more()
    {
        for (var count = 0; count < Limits.MaxWebhooks; count++)
            await AddAsync();

        var refused = (await AddUrlAsync($"{Receiver.Url}")).ShouldBeOfType<WebhookRefused>();

        refused.Reason.Code.ShouldBe(WebhookRefusals.TooMany);
    }

    [Fact]
    public async Task R70_Should_page_through_deliveries_and_replay_the_oldest_first()
    {
        await AddAsync();
        var id = (await AddAsync()).Webhook.WebhookId;
        Receiver.Answer = Receiver.Answers(StatusCodes.Status410Gone);
        await Service.PublishAndSettleAsync(Requested());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status200OK);
        foreach (var webhook in await Service.ReadAsync(db => db.Webhooks.Select(webhook => webhook.WebhookId).ToListAsync()))
            await ChangeAsync(webhook, WebhookActions.Enable);

        var first = await FindAsync(cursor: null);
        var second = await FindAsync(first.Next);
        var replayed = (await ReplayAsync(limit: 1)).ShouldBeOfType<WebhookDeliveriesReplayed>();
        await Service.SettleAsync();

        first.Items.Concat(second.Items).Select(delivery => delivery.DeliveryId).ShouldBeUnique();
        first.Items.Concat(second.Items).Select(delivery => (delivery.Status, delivery.Reason)).Distinct()
            .ShouldBe([(WebhookStatuses.Failed, "http-410")]);
        (first.Items.Count, second.Items.Count, second.Next).ShouldBe((1, 1, null));
        (replayed.Replayed, replayed.HasMore).ShouldBe((1, true));
        (await FindAsync(cursor: null)).Items.Count.ShouldBe(1);
        (await Service.QueryAsync<FindWebhookDeliveries, FoundWebhookDeliveries, InvalidInput>(
            new() { PageSize = 10, Cursor = "none of ours" })).Message.ShouldBeOfType<InvalidInput>();
        (await Service.QueryAsync<FindWebhookDeliveries, FoundWebhookDeliveries>(new() { WebhookId = id, PageSize = 10 }))
            .Items.Count.ShouldBe(1);

        Task<FoundWebhookDeliveries> FindAsync(string? cursor) =>
            Service.QueryAsync<FindWebhookDeliveries, FoundWebhookDeliveries>(
                new() { Status = WebhookStatuses.Failed, PageSize = 1, Cursor = cursor });
    }

    [Fact]
    public async Task R68_Should_do_once_what_the_broker_delivers_twice()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var add = new AddWebhook { Name = "CRM", Url = $"{Receiver.Url}", Events = [], CallerId = Operator };
        var added = await Service.SendAsync<AddWebhook, WebhookChanged>(add, first);
        var again = await Service.SendAsync<AddWebhook, WebhookChanged>(add, first);
        var id = added.Webhook.WebhookId;
        var rotate = new ChangeWebhook { WebhookId = id, Action = WebhookActions.Rotate, CallerId = Operator };
        var rotated = await Service.SendAsync<ChangeWebhook, WebhookChanged>(rotate, second);
        var rotatedAgain = await Service.SendAsync<ChangeWebhook, WebhookChanged>(rotate, second);
        var test = rotate with { Action = WebhookActions.Test };
        var tested = await Service.SendAsync<ChangeWebhook, WebhookChanged>(test, first);
        var testedAgain = await Service.SendAsync<ChangeWebhook, WebhookChanged>(test, first);
        await Service.SettleAsync();

        (again.Webhook.WebhookId, again.Secret).ShouldBe((id, added.Secret));
        rotated.Secret.ShouldNotBe(added.Secret);
        rotatedAgain.Secret.ShouldBe(rotated.Secret);
        testedAgain.DeliveryId.ShouldBe(tested.DeliveryId);
        (await Service.ReadAsync(db => db.Webhooks.CountAsync())).ShouldBe(1);
        Receiver.Received.Count.ShouldBe(1);

        // The first may have died before its line: each says so, and both say the same.
        var audited = Service.Log.GetSnapshot().Select(line => line.Message)
            .Where(message => message.StartsWith($"Audit: {Operator} did ", StringComparison.Ordinal)).ToList();
        audited.Count.ShouldBe(6);
        audited.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task R68_Should_name_the_caller_that_is_none()
    {
        var id = (await AddAsync()).Webhook.WebhookId;

        var change = await Service.QueryAsync<ChangeWebhook, WebhookChanged, InvalidInput>(
            new() { WebhookId = id, Action = WebhookActions.Disable, CallerId = "o\nlga" });
        var replay = await Service.QueryAsync<ReplayWebhookDeliveries, WebhookDeliveriesReplayed, InvalidInput>(
            new() { Limit = 1, CallerId = "" });

        change.Message.ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["callerId"]);
        replay.Message.ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["callerId"]);
    }

    [Fact]
    public async Task R69_Should_sign_with_each_secret_until_its_own_time_is_over_and_then_forget_it()
    {
        var added = await AddAsync();
        var id = added.Webhook.WebhookId;
        var second = ((WebhookChanged)await ChangeAsync(id, WebhookActions.Rotate)).Secret!;
        Service.Clock.Advance(TimeSpan.FromHours(23));
        var third = ((WebhookChanged)await ChangeAsync(id, WebhookActions.Rotate)).Secret!;
        await Service.PublishAndSettleAsync(Requested());
        Service.Clock.Advance(TimeSpan.FromHours(2));
        await Service.PublishAndSettleAsync(Requested());
        Service.Clock.Advance(TimeSpan.FromHours(22));
        await Service.PublishAndSettleAsync(Requested());
        await Service.Services.GetRequiredService<RetentionSweep<NotificationsDbContext>>().RunAsync(TestContext.Current.CancellationToken);

        bool[] genuine =
        [
            .. from message in Receiver.Received
               let at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Timestamp, System.Globalization.CultureInfo.InvariantCulture))
               from secret in new[] { added.Secret!, second, third }
               select Verification.IsGenuine(message, secret, at),
        ];
        genuine.ShouldBe([true, true, true, false, true, true, false, false, true]);
        var stored = await Service.ReadAsync(db => db.Webhooks.AsNoTracking().SingleAsync());
        (stored.PreviousSecret, stored.PreviousSecretUntil).ShouldBe((null, null));
    }

    [Fact]
    public async Task R69_Should_keep_no_more_secrets_than_it_has_room_for()
    {
        var id = (await AddAsync()).Webhook.WebhookId;
        for (var rotation = 0; rotation < Webhook.MostPreviousSecrets + 2; rotation++)
            await ChangeAsync(id, WebhookActions.Rotate);

        await Service.PublishAndSettleAsync(Requested());

        Receiver.Received.Single().Signature.Split(' ').Length.ShouldBe(Webhook.MostPreviousSecrets + 1);
    }

    [Fact]
    public async Task R70_Should_delete_what_is_settled_and_old_and_keep_what_waits()
    {
        await AddAsync();
        await Service.PublishAndSettleAsync(Requested());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        Service.Clock.AdjustTime(Service.Clock.GetUtcNow().AddDays(31));
        await Service.PublishAndSettleAsync(Requested());

        var swept = await Service.Services.GetRequiredService<RetentionSweep<NotificationsDbContext>>()
            .RunAsync(TestContext.Current.CancellationToken);

        swept["webhook-deliveries"].ShouldBe(1);
        (await DeliveryAsync()).Status.ShouldBe(WebhookStatuses.Retrying);
    }
}

public sealed class When_there_is_no_key_for_secrets : WebhookSituation
{
    private protected override (string Key, string Value)[] Settings => [("Webhooks:EncryptionKeys:0", " ")];

    [Fact]
    public async Task R69_Should_run_and_refuse_to_add_a_subscriber_and_say_why()
    {
        var refused = (await AddUrlAsync("https://example.com/hooks")).ShouldBeOfType<WebhookRefused>();

        refused.Reason.Code.ShouldBe(WebhookRefusals.KeyMissing);
        refused.Reason.Detail.ShouldContain("Webhooks:EncryptionKeys");
    }
}

public sealed class When_options_of_webhooks_are_wrong
{
    [Theory]
    [InlineData("Webhooks:EncryptionKeys:0", "c2hvcnQ=")]
    [InlineData("Webhooks:EncryptionKeys:0", "no base64")]
    [InlineData("Webhooks:AllowedNetworks:0", "10.1.0.0/33")]
    [InlineData("Webhooks:AllowedNetworks:0", "inside")]
    [InlineData("Webhooks:Timeout", "00:00:00")]
    [InlineData("Webhooks:Timeout", "00:06:00")]
    [InlineData("Webhooks:Concurrency", "1")]
    [InlineData("Webhooks:ConcurrencyPerSubscriber", "32")]
    [InlineData("Webhooks:RetryDelays:0", "00:00:00")]
    [InlineData("Webhooks:SecretOverlap", "31.00:00:00")]
    [InlineData("Notifications:Retention:Webhooks", "6.00:00:00")]
    public async Task Should_stop_the_start_and_name_the_key_and_not_show_a_secret(string key, string value)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(
            () => RunningNotifications.StartAsync(settings: (key, value)));

        failure.Message.ShouldContain(key.TrimEnd('0').TrimEnd(':'));
        if (key.Contains("Keys", StringComparison.Ordinal))
            failure.Message.ShouldNotContain(value);
    }
}
