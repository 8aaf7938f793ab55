using Contracts.Messages;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Reconciliation;
using Notifications.Tests.Support;
using Notifications.Webhooks;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_a_subscriber_fails : WebhookSituation
{
    [Fact]
    public async Task R70_Should_try_for_days_and_then_give_up_and_send_it_again_for_an_operator_with_the_same_id()
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());
        foreach (var (index, wait) in Waits.Index())
        {
            var waiting = await DeliveryAsync();
            (waiting.Status, waiting.Attempts, waiting.LastError).ShouldBe((WebhookStatuses.Retrying, index + 1, "http-500"));
            (waiting.NextAt!.Value - waiting.At).ShouldBeInRange(wait, wait * 1.1);
            await AdvanceAsync(wait);
        }

        var failed = await DeliveryAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status200OK);
        await Service.AdvanceAsync(TimeSpan.FromDays(2));
        Receiver.Received.Count.ShouldBe(10);
        (await ReplayAsync(failed.DeliveryId)).ShouldBeOfType<WebhookDeliveriesReplayed>().Replayed.ShouldBe(1);
        await Service.SettleAsync();

        (failed.Status, failed.Attempts, failed.NextAt).ShouldBe((WebhookStatuses.Failed, 10, null));
        Service.Log.GetSnapshot().ShouldContain(line =>
            line.Level == Microsoft.Extensions.Logging.LogLevel.Error && line.Message.Contains("given up after attempt 10 with http-500"));
        Receiver.Received.Count.ShouldBe(11);
        Receiver.Received.Select(message => message.Id).Distinct().ShouldHaveSingleItem();
        Receiver.Received.Select(message => message.Timestamp).ShouldBeUnique();
        var delivered = await DeliveryAsync();
        (delivered.Status, delivered.Attempts, delivered.LastError).ShouldBe((WebhookStatuses.Delivered, 11, null));
    }

    [Fact]
    public async Task R70_Should_have_all_attempts_before_it_again_when_it_is_replayed()
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());
        foreach (var wait in Waits)
            await AdvanceAsync(wait);

        await ReplayAsync();
        await Service.SettleAsync();

        var delivery = await DeliveryAsync();
        (delivery.Status, delivery.Attempts).ShouldBe((WebhookStatuses.Retrying, 11));
        (delivery.NextAt!.Value - delivery.At).ShouldBeInRange(Waits[0], Waits[0] * 1.1);
    }

    [Fact]
    public async Task R70_Should_end_an_attempt_at_a_subscriber_that_hangs()
    {
        await AddAsync();
        Receiver.Answer = Receiver.HangAsync;
        await Service.PublishAsync(Requested());
        await Eventually.Until(() => Receiver.Received.Count == 1);

        // The clock of the attempt may begin a moment after the message has arrived.
        await UntilAsync(
            async () =>
            {
                Service.Clock.Advance(TimeSpan.FromSeconds(1));
                return (await DeliveryAsync()).LastError == "timeout";
            },
            "the attempt ends");
        Receiver.Answer = Receiver.Answers(StatusCodes.Status202Accepted);
        await AdvanceAsync(Waits[0]);

        var delivery = await DeliveryAsync();
        delivery.Status.ShouldBe(WebhookStatuses.Delivered);
        Receiver.Received.Select(message => message.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R70_Should_try_a_closed_port_again()
    {
        var url = Receiver.Url;
        await Receiver.DisposeAsync();
        (await AddUrlAsync($"{url}")).ShouldBeOfType<WebhookChanged>();

        await Service.PublishAndSettleAsync(Requested());

        var delivery = await DeliveryAsync();
        (delivery.Status, delivery.LastError).ShouldBe((WebhookStatuses.Retrying, "unreachable"));
    }

    [Fact]
    public async Task R70_Should_send_nothing_more_to_who_answers_410_until_it_is_enabled()
    {
        var id = (await AddAsync()).Webhook.WebhookId;
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status410Gone);
        await Service.PublishAndSettleAsync(Requested());

        var gone = (await Service.QueryAsync<GetWebhooks, WebhookList>(new() { AsOf = Service.Clock.GetUtcNow() })).Items.Single();
        await Service.PublishAndSettleAsync(Requested());
        await AdvanceAsync(Waits[0]);
        Receiver.Received.Count.ShouldBe(2);
        (await ReplayAsync(webhookId: id)).ShouldBeOfType<WebhookRefused>().Reason.Code.ShouldBe(WebhookRefusals.Disabled);
        (await ReplayAsync()).ShouldBeOfType<WebhookDeliveriesReplayed>().Replayed.ShouldBe(0);
        Receiver.Answer = Receiver.Answers(StatusCodes.Status200OK);
        await ChangeAsync(id, WebhookActions.Enable);
        (await ReplayAsync(webhookId: id)).ShouldBeOfType<WebhookDeliveriesReplayed>().Replayed.ShouldBe(2);
        await Service.SettleAsync();

        (gone.State, gone.IsGone).ShouldBe((WebhookStates.Disabled, true));
        gone.Deliveries[WebhookStatuses.Failed].ShouldBe(1);
        (await DeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == WebhookStatuses.Delivered);
        Receiver.Received.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("120", 120, 132)]
    [InlineData("1", 5, 5.5)]
    [InlineData("86399", 86399, 86400)]
    [InlineData("99999999", 86400, 86400)]
    [InlineData("soon", 5, 5.5)]
    [InlineData("-5", 5, 5.5)]
    public async Task R70_Should_come_again_when_the_subscriber_asks_for_it_within_bounds(string asked, double least, double most)
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status429TooManyRequests, ("Retry-After", asked));

        await Service.PublishAndSettleAsync(Requested());

        var delivery = await DeliveryAsync();
        (delivery.NextAt!.Value - delivery.At).TotalSeconds.ShouldBeInRange(least, most);
    }

    [Fact]
    public async Task R69_Should_follow_no_redirect()
    {
        await using var elsewhere = await Receiver.StartAsync();
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status307TemporaryRedirect, ("Location", $"{elsewhere.Url}"));

        await Service.PublishAndSettleAsync(Requested());

        (await DeliveryAsync()).LastError.ShouldBe("http-307");
        elsewhere.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task R69_Should_not_read_what_a_subscriber_says_however_long_it_is()
    {
        await AddAsync();
        var gone = new TaskCompletionSource();
        Receiver.Answer = async context =>
        {
            var nonsense = new byte[64 * 1024];
            try
            {
                while (true)
                    await context.Response.Body.WriteAsync(nonsense, context.RequestAborted);
            }
            catch (Exception)
            {
                gone.SetResult();
            }
        };

        await Service.PublishAndSettleAsync(Requested());

        (await DeliveryAsync()).Status.ShouldBe(WebhookStatuses.Delivered);
        await gone.Task.OrHang();
    }

    [Fact]
    public async Task R70_Should_wait_out_the_lease_of_a_worker_that_died_and_send_it_again_with_the_same_id()
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status200OK);
        var begun = await DeliveryAsync();
        var lease = Service.Clock.GetUtcNow() + TimeSpan.FromSeconds(45);
        await Service.WriteAsync(db => db.WebhookDeliveries.ExecuteUpdateAsync(set => set.SetProperty(row => row.SendingUntil, lease)));
        await Service.WriteAsync(db => db.Set<Messaging.EntityFrameworkCore.Outbox.OutboxMessage>().ExecuteDeleteAsync());
        var command = new SendWebhook { DeliveryId = begun.DeliveryId, WebhookId = begun.WebhookId, Attempt = 1 };

        await Service.SendAsync(SendWebhook.Queue, command);
        await Eventually.Until(async () => (await Service.OutboxAsync()).Timers == 1);
        Receiver.Received.Count.ShouldBe(1);
        (await ReplayAsync(begun.DeliveryId)).ShouldBeOfType<WebhookRefused>().Reason.Code.ShouldBe(WebhookRefusals.UnderWay);
        await Service.AdvanceAsync(TimeSpan.FromSeconds(45));

        Receiver.Received.Count.ShouldBe(2);
        Receiver.Received.Select(message => message.Id).Distinct().ShouldHaveSingleItem();
        (await DeliveryAsync()).Status.ShouldBe(WebhookStatuses.Delivered);
    }

    [Fact]
    public async Task R70_Should_do_nothing_for_a_copy_of_a_command_that_is_done()
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());
        var delivery = await DeliveryAsync();
        var copy = new SendWebhook { DeliveryId = delivery.DeliveryId, WebhookId = delivery.WebhookId, Attempt = 1 };

        await Service.SendAsync(SendWebhook.Queue, copy);
        await Service.SendAsync(SendWebhook.Queue, copy with { DeliveryId = Guid.NewGuid() });
        await AdvanceAsync(Waits[0]);

        Receiver.Received.Count.ShouldBe(2);
        (await DeliveryAsync()).Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task R70_Should_come_again_when_the_subscriber_asked_for_it_although_a_copy_of_the_command_came_meanwhile()
    {
        await AddAsync();
        var (arrived, answers) = (new TaskCompletionSource(), new TaskCompletionSource());
        Receiver.Answer = async context =>
        {
            arrived.TrySetResult();
            await answers.Task;
            await Receiver.Answers(StatusCodes.Status429TooManyRequests, ("Retry-After", "3600"))(context);
        };
        await Service.PublishAsync(Requested());
        await arrived.Task.OrHang();
        var begun = await DeliveryAsync();
        await Service.SendAsync(
            SendWebhook.Queue, new SendWebhook { DeliveryId = begun.DeliveryId, WebhookId = begun.WebhookId, Attempt = 1 });
        await Eventually.Until(async () => (await Service.OutboxAsync()).Timers == 1);
        answers.SetResult();
        await UntilAsync(async () => (await DeliveryAsync()).Status == WebhookStatuses.Retrying, "the attempt fails");

        await Service.AdvanceAsync(TimeSpan.FromSeconds(50));
        var early = Receiver.Received.Count;
        await AdvanceAsync(TimeSpan.FromHours(1));

        early.ShouldBe(1);
        Receiver.Received.Count.ShouldBe(2);
        (await DeliveryAsync()).Attempts.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R70_Should_begin_the_attempt_whose_command_is_gone_or_cancel_it_if_the_subscriber_is(bool isRemoved)
    {
        var id = (await AddAsync()).Webhook.WebhookId;
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status200OK);
        await Service.WriteAsync(db => db.Set<Messaging.EntityFrameworkCore.Outbox.OutboxMessage>().ExecuteDeleteAsync());
        if (isRemoved)
            await ChangeAsync(id, WebhookActions.Remove);

        var early = await SweepAsync();
        await Service.AdvanceAsync(TimeSpan.FromMinutes(11));
        var dry = await SweepAsync(dryRun: true);
        var findings = await SweepAsync();
        await UntilAsync(async () => !(await DeliveryAsync()).IsWaiting, "the attempt is made");

        early.ShouldBeEmpty();
        dry.ShouldBe(findings);
        findings.ShouldBe(new Dictionary<string, long> { [NoticeFindings.WebhookWithoutAttempt] = 1 });
        (await SweepAsync()).ShouldBeEmpty();
        (await DeliveryAsync()).Status.ShouldBe(isRemoved ? WebhookStatuses.Cancelled : WebhookStatuses.Delivered);
        Receiver.Received.Count.ShouldBe(isRemoved ? 1 : 2);
    }

    [Fact]
    public async Task R70_Should_take_an_attempt_for_lost_whose_lease_ended_longer_ago_than_an_outage_is_waited_out()
    {
        await AddAsync();
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());
        var lease = Service.Clock.GetUtcNow();
        await Service.WriteAsync(db => db.WebhookDeliveries.ExecuteUpdateAsync(set => set.SetProperty(row => row.SendingUntil, lease)));
        await Service.WriteAsync(db => db.Set<Messaging.EntityFrameworkCore.Outbox.OutboxMessage>().ExecuteDeleteAsync());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status200OK);
        await Service.AdvanceAsync(TimeSpan.FromHours(3));
        (await SweepAsync()).ShouldBeEmpty();
        await Service.AdvanceAsync(TimeSpan.FromMinutes(11));

        (await SweepAsync())[NoticeFindings.WebhookWithoutAttempt].ShouldBe(1);
        await UntilAsync(async () => (await DeliveryAsync()).Status == WebhookStatuses.Delivered, "the attempt is made");
    }

    [Fact]
    public async Task R70_Should_count_the_waiting_of_what_is_replayed_from_the_replay()
    {
        var id = (await AddAsync()).Webhook.WebhookId;
        Receiver.Answer = Receiver.Answers(StatusCodes.Status410Gone);
        await Service.PublishAndSettleAsync(Requested());
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.AdvanceAsync(TimeSpan.FromDays(7));
        await ChangeAsync(id, WebhookActions.Enable);
        var replayedAt = Service.Clock.GetUtcNow();

        await ReplayAsync();
        await Service.SettleAsync();

        var listed = (await Service.QueryAsync<GetWebhooks, WebhookList>(new() { AsOf = replayedAt })).Items.Single();
        listed.WaitingSince!.Value.ShouldBe(replayedAt, TimeSpan.FromSeconds(5));
        var figures = await Service.ReadAsync(db => WebhookFigures.ReadAsync(
            db, replayedAt.AddHours(1), TestContext.Current.CancellationToken));
        figures.Age.TotalMinutes.ShouldBe(60, 1);
        (figures.Failed, figures.Waiting).ShouldBe((0, 1));
    }

    private Task<IReadOnlyDictionary<string, long>> SweepAsync(bool dryRun = false) =>
        Service.Services.GetRequiredService<NoticeReconciliation>().RunAsync(
            everything: false, dryRun, TestContext.Current.CancellationToken);

    [Fact]
    public async Task R70_Should_cancel_what_waits_for_a_subscriber_that_was_removed()
    {
        var id = (await AddAsync()).Webhook.WebhookId;
        Receiver.Answer = Receiver.Answers(StatusCodes.Status500InternalServerError);
        await Service.PublishAndSettleAsync(Requested());

        (await ChangeAsync(id, WebhookActions.Remove)).ShouldBeOfType<WebhookChanged>();
        await AdvanceAsync(Waits[0]);

        var delivery = await DeliveryAsync();
        (delivery.Status, delivery.Attempts).ShouldBe((WebhookStatuses.Cancelled, 1));
        (await ReplayAsync(delivery.DeliveryId)).ShouldBeOfType<WebhookRefused>().Reason.Code.ShouldBe(WebhookRefusals.Disabled);
        (await ChangeAsync(id, WebhookActions.Enable)).ShouldBeOfType<WebhookNotFound>();
    }
}

/// <summary>With few attempts at once, so that those at subscribers that hang could take them all.</summary>
public sealed class When_subscribers_hang : WebhookSituation
{
    private protected override (string Key, string Value)[] Settings =>
        [.. base.Settings, ("Webhooks:Concurrency", "4"), ("Webhooks:ConcurrencyPerSubscriber", "2")];

    [Fact]
    public async Task R70_Should_tell_the_other_all_the_same_however_many_hang()
    {
        await using var other = await Receiver.StartAsync();
        foreach (var _ in Enumerable.Range(0, 3))
            await AddAsync(WebhookEvents.Requested);

        Receiver.Answer = Receiver.HangAsync;
        await Service.PublishAsync([.. Enumerable.Range(0, 10).Select(_ => Requested())]);
        await UntilAsync(
            async () =>
            {
                Service.Clock.Advance(TimeSpan.FromSeconds(1));
                var tried = (await DeliveriesAsync()).Where(delivery => delivery.LastError == "timeout");
                return tried.Select(delivery => delivery.WebhookId).Distinct().Count() == 3;
            },
            "each has had an attempt that timed out");
        await AddAsync(other, WebhookEvents.RequestExpired);
        var now = Service.Clock.GetUtcNow();

        // Time stands still, so that no attempt that hangs ends.
        await Service.PublishAsync([.. Enumerable.Range(0, 5).Select(_ => TestData.Expired() with { ExpiredAt = now })]);
        await Eventually.Until(() => other.Received.Count == 5);

        Receiver.Answer = Receiver.Answers(StatusCodes.Status200OK);
        await UntilAsync(
            async () =>
            {
                Service.Clock.Advance(TimeSpan.FromSeconds(5));
                return (await DeliveriesAsync()).All(delivery => delivery.Status == WebhookStatuses.Delivered);
            },
            "all are delivered once they answer again");
    }
}

/// <summary>One at a time, and the first never ends.</summary>
public sealed class When_a_subscriber_leaves_no_room : WebhookSituation
{
    private protected override (string Key, string Value)[] Settings =>
        [.. base.Settings, ("Webhooks:ConcurrencyPerSubscriber", "1"), ("Webhooks:Timeout", "00:05:00")];

    [Fact]
    public async Task R70_Should_give_up_what_found_no_room_for_longer_than_all_attempts_take()
    {
        await AddAsync();
        Receiver.Answer = Receiver.HangAsync;
        await Service.PublishAsync(Requested());
        await UntilAsync(
            () =>
            {
                Service.Clock.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(Receiver.Received.Count == 2);
            },
            "the second attempt hangs after the first");
        await Service.PublishAsync(Requested());
        await UntilAsync(
            async () => (await DeliveriesAsync()) is [_, { NextAt: { } next, CreatedAt: var created }] && next > created, "it is put off");
        var late = (await DeliveriesAsync())[1];
        var waiting = late.Status;
        var longAgo = Service.Clock.GetUtcNow().AddDays(-5);
        await Service.WriteAsync(db => db.WebhookDeliveries.Where(row => row.DeliveryId == late.DeliveryId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.WaitingSince, longAgo).SetProperty(row => row.At, longAgo)));

        await UntilAsync(
            async () =>
            {
                Service.Clock.Advance(TimeSpan.FromSeconds(1));
                return (await DeliveriesAsync())[1].Status == WebhookStatuses.Failed;
            },
            "it is given up");

        waiting.ShouldBe(WebhookStatuses.Pending);
        var failed = (await DeliveriesAsync())[1];
        (failed.Attempts, failed.LastError).ShouldBe((0, "too-slow"));
    }

    [Fact]
    public async Task R70_Should_give_up_nothing_that_an_outage_put_off()
    {
        await AddAsync();
        Receiver.Answer = Receiver.HangAsync;
        await Service.PublishAsync(Requested());
        await Eventually.Until(() => Receiver.Received.Count == 1);
        await Service.PublishAsync(Requested());
        await UntilAsync(
            async () => (await DeliveriesAsync()) is [_, { NextAt: { } next, CreatedAt: var created }] && next > created, "it is put off");
        var late = (await DeliveriesAsync())[1];
        var longAgo = Service.Clock.GetUtcNow().AddDays(-5);
        await Service.WriteAsync(db => db.WebhookDeliveries.Where(row => row.DeliveryId == late.DeliveryId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.WaitingSince, longAgo).SetProperty(row => row.At, longAgo)));

        // No attempt has ended yet: whether the subscriber hangs is not known.
        await UntilAsync(
            async () =>
            {
                Service.Clock.Advance(TimeSpan.FromSeconds(1));
                return (await DeliveriesAsync())[1].NextAt > late.NextAt;
            },
            "it is put off again");

        (await DeliveriesAsync())[1].Status.ShouldBe(WebhookStatuses.Pending);
    }
}

public sealed class When_http_is_no_longer_allowed : WebhookSituation
{
    [Fact]
    public async Task R69_Should_send_nothing_to_a_subscriber_of_before_that_has_http()
    {
        await AddAsync();
        Service.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<WebhookOptions>>().Value.AllowHttp = false;

        await Service.PublishAndSettleAsync(Requested());

        (await DeliveryAsync()).LastError.ShouldBe("https-required");
        Receiver.Received.ShouldBeEmpty();
    }
}
