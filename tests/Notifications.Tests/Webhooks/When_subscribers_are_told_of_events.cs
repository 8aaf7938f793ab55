using System.Text.Json;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_subscribers_are_told_of_events_on_SQLite : When_subscribers_are_told_of_events;

public sealed class When_subscribers_are_told_of_events_on_PostgreSQL : When_subscribers_are_told_of_events
{
    private protected override bool OnPostgres => true;
}

public abstract class When_subscribers_are_told_of_events : WebhookSituation
{
    [Fact]
    public async Task R68_Should_tell_each_subscriber_once_what_it_chose_however_many_copies_come()
    {
        await using var other = await Receiver.StartAsync();
        await AddAsync(WebhookEvents.Requested);
        await AddAsync(other);
        var requests = Enumerable.Range(0, 5).Select(_ => Requested()).ToArray();
        var provided = Provided();

        await Service.PublishAndSettleAsync([.. requests, .. requests, .. requests]);
        await Service.PublishAndSettleAsync(provided, provided);
        await Service.AdvanceAsync(TimeSpan.FromSeconds(5));

        Receiver.Received.Select(SubjectOf).ShouldBe(requests.Select(request => request.RequestId), ignoreOrder: true);
        other.Received.Select(SubjectOf).ShouldBe(
            [.. requests.Select(request => request.RequestId), provided.FeedbackId], ignoreOrder: true);
        Receiver.Received.Concat(other.Received).Select(message => message.Id).ShouldBeUnique();
        (await DeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == WebhookStatuses.Delivered && delivery.Attempts == 1);
        Receiver.Received.ShouldAllBe(message => message.Path == "/hooks" && message.Headers["Content-Type"] == "application/json");
    }

    [Fact]
    public async Task R68_R71_Should_tell_ids_instants_and_what_is_public_and_nothing_else()
    {
        await AddAsync();
        var at = Service.Clock.GetUtcNow();
        var (requested, provided) = (Requested(), Provided());
        var changed = TestData.Changed(FeedbackVisibilities.Held) with { ChangedAt = at };

        await Service.PublishAndSettleAsync(requested);
        await Service.PublishAndSettleAsync(provided);
        await Service.PublishAndSettleAsync(TestData.Expired() with { ExpiredAt = at });
        await Service.PublishAndSettleAsync(TestData.Closed() with { ClosedAt = at });
        await Service.PublishAndSettleAsync(TestData.Declined() with { DeclinedAt = at });
        await Service.PublishAndSettleAsync(changed);

        var told = Receiver.Received.ToDictionary(message => message.Json.GetProperty("type").GetString()!, message => message.Json);
        told.Keys.ShouldBe(WebhookEvents.Chosen, ignoreOrder: true);
        told.Keys.ShouldAllBe(type => System.Text.RegularExpressions.Regex.IsMatch(type, @"^[a-z0-9_]+(\.[a-z0-9_]+)*$"));
        told.Values.ShouldAllBe(body => MembersOf(body).SequenceEqual(new[] { "type", "timestamp", "data" }));
        var data = told.ToDictionary(entry => entry.Key, entry => entry.Value.GetProperty("data"));
        string[] of = ["contractId", "clientId", "freelancerId"];
        MembersOf(data[WebhookEvents.Requested]).ShouldBe(["requestId", .. of, "expiresAt"]);
        MembersOf(data[WebhookEvents.Provided]).ShouldBe(
            ["feedbackId", .. of, "requestId", "visibility", "ratings", "score", "comment", "countsTowardJobSuccessScore"]);
        MembersOf(data[WebhookEvents.RequestExpired]).ShouldBe(["requestId", .. of]);
        MembersOf(data[WebhookEvents.RequestClosed]).ShouldBe(["requestId", .. of, "reason"]);
        MembersOf(data[WebhookEvents.RequestDeclined]).ShouldBe(["requestId", .. of, "askAgainFrom"]);
        MembersOf(data[WebhookEvents.VisibilityChanged]).ShouldBe(["changeId", .. of, "feedbackId", "visibility", "previous"]);
        data[WebhookEvents.Provided].GetProperty("score").GetDecimal().ShouldBe(4.5m);
        data[WebhookEvents.Provided].GetProperty("ratings").GetProperty("deadlines").GetInt32().ShouldBe(3);
        data[WebhookEvents.Provided].GetProperty("comment").GetString().ShouldBe("Careful work.");
        told[WebhookEvents.Provided].GetProperty("timestamp").GetDateTimeOffset().ShouldBe(provided.ProvidedAt);
        var all = string.Concat(Receiver.Received.Select(message => message.Text));
        all.ShouldNotContain(TestData.Title);
        all.ShouldNotContain("Please, Grace.");
        all.ShouldNotContain("@");
    }

    [Fact]
    public async Task R68_Should_tell_nothing_of_before_it_was_added_or_enabled_nor_while_it_is_disabled()
    {
        var before = Requested();
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        var id = (await AddAsync()).Webhook.WebhookId;
        await Service.PublishAndSettleAsync(before);
        await ChangeAsync(id, WebhookActions.Disable);
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        var meanwhile = Requested();
        await Service.PublishAndSettleAsync(meanwhile);
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        await ChangeAsync(id, WebhookActions.Enable);
        var after = Requested();

        await Service.PublishAndSettleAsync(before, meanwhile, after);

        SubjectOf(Receiver.Received.ShouldHaveSingleItem()).ShouldBe(after.RequestId);
        (await DeliveriesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task R68_Should_tell_nothing_that_is_older_than_deliveries_are_kept()
    {
        await AddAsync();
        var old = Requested();
        Service.Clock.Advance(TimeSpan.FromDays(31));

        await Service.PublishAndSettleAsync(old, Requested());

        Receiver.Received.Count.ShouldBe(1);
        Service.Log.GetSnapshot().ShouldContain(line => line.Message.Contains($"{old.RequestId} is not told to subscribers"));
    }

    [Theory]
    [InlineData(-15)]
    [InlineData(-40 * 24 * 60)]
    public async Task R68_Should_tell_what_was_decided_after_it_was_added_however_long_ago_it_happened(int minutes)
    {
        await AddAsync();
        var closed = TestData.Closed() with { ClosedAt = Service.Clock.GetUtcNow().AddMinutes(minutes) };
        Service.Clock.Advance(TimeSpan.FromHours(1));

        await Service.PublishAndSettleAsync(closed, Decided.Header, $"{Service.Clock.GetUtcNow():O}");

        SubjectOf(Receiver.Received.ShouldHaveSingleItem()).ShouldBe(closed.RequestId);
        Receiver.Received.Single().Json.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(closed.ClosedAt);
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00.0000000+00:00")]
    [InlineData("yesterday")]
    public async Task R68_Should_tell_nothing_that_was_decided_before_it_was_added(string decided)
    {
        var closed = TestData.Closed() with { ClosedAt = Service.Clock.GetUtcNow() };
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        await AddAsync();

        await Service.PublishAndSettleAsync(closed, Decided.Header, decided);

        (await DeliveriesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R68_Should_send_a_test_whatever_was_chosen()
    {
        var id = (await AddAsync(WebhookEvents.Provided)).Webhook.WebhookId;

        var sent = (await ChangeAsync(id, WebhookActions.Test)).ShouldBeOfType<WebhookChanged>();
        await Service.SettleAsync();

        var message = Receiver.Received.ShouldHaveSingleItem();
        message.Id.ShouldBe($"{sent.DeliveryId}");
        message.Json.GetProperty("type").GetString().ShouldBe("webhook.test");
    }

    [Fact]
    public async Task R71_Should_log_no_url_no_secret_and_nothing_of_what_is_told()
    {
        var added = await AddAsync();
        await Service.PublishAndSettleAsync(Provided());
        Receiver.Answer = Receiver.Answers(500, ("X-Secret", "their-words"));
        await Service.PublishAndSettleAsync(Requested());

        var log = string.Join('\n', Service.Log.GetSnapshot()
            .Where(line => line.Category?.StartsWith("Notifications.Webhooks", StringComparison.Ordinal) == true)
            .Select(line => line.Message));

        log.ShouldContain("delivered by attempt 1");
        log.ShouldContain("failed with http-500");
        log.ShouldContain($"Audit: {Operator} did add with webhook subscriber {added.Webhook.WebhookId}");
        log.ShouldNotContain(Receiver.Url.Authority);
        log.ShouldNotContain(added.Secret!);
        log.ShouldNotContain("Careful work.");
        log.ShouldNotContain("their-words");
    }

    private static Guid SubjectOf(ReceivedMessage message)
    {
        var data = message.Json.GetProperty("data");
        return data.TryGetProperty("feedbackId", out var feedback) ? feedback.GetGuid() : data.GetProperty("requestId").GetGuid();
    }

    private static string[] MembersOf(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
