using System.Text;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Webhooks;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Webhooks;

public sealed class When_a_subscriber_checks_signatures : WebhookSituation
{
    [Fact]
    public void R69_Should_sign_as_the_example_of_Standard_Webhooks()
    {
        var secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        var signature = WebhookSecrets.Sign(
            [secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "{\"test\": 2432232314}"u8);

        signature.ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public async Task R69_Should_pass_the_genuine_and_fail_the_altered_the_old_and_those_of_another()
    {
        var secret = (await AddAsync()).Secret!;
        await using var others = await Receiver.StartAsync();
        var another = (await AddAsync(others)).Secret!;

        await Service.PublishAndSettleAsync(Provided("Größe, \"so\" <b>."));

        var message = Receiver.Received.ShouldHaveSingleItem();
        var now = Service.Clock.GetUtcNow();
        Convert.FromBase64String(secret["whsec_".Length..]).Length.ShouldBeInRange(24, 64);
        Verification.IsGenuine(message, secret, now).ShouldBeTrue();
        Verification.IsGenuine(message, another, now).ShouldBeFalse();
        Verification.IsGenuine(message, secret, now.AddMinutes(6)).ShouldBeFalse();
        Verification.IsGenuine(message with { Body = Encoding.UTF8.GetBytes(message.Text.Replace("4.5", "4.6")) }, secret, now)
            .ShouldBeFalse();
        Verification.IsGenuine(With(message, "webhook-id", $"{Guid.NewGuid()}"), secret, now).ShouldBeFalse();
        Verification.IsGenuine(
            With(message, "webhook-timestamp", $"{long.Parse(message.Timestamp, null) + 1}"), secret, now).ShouldBeFalse();
        Verification.IsGenuine(others.Received.Single(), another, now).ShouldBeTrue();
    }

    [Fact]
    public async Task R69_Should_sign_with_both_secrets_until_the_overlap_ends_and_then_with_the_new_one()
    {
        var added = await AddAsync();
        var rotated = (await ChangeAsync(added.Webhook.WebhookId, WebhookActions.Rotate)).ShouldBeOfType<WebhookChanged>();
        var end = rotated.Webhook.PreviousSecretUntil!.Value;

        await Service.PublishAndSettleAsync(Requested());
        await Service.AdvanceAsync(end - Service.Clock.GetUtcNow());
        await Service.PublishAndSettleAsync(Requested());

        rotated.Secret.ShouldNotBe(added.Secret);
        (end - rotated.Webhook.ChangedAt).ShouldBe(TimeSpan.FromHours(24));
        var (during, after) = (Receiver.Received[0], Receiver.Received[1]);
        during.Signature.Split(' ').Length.ShouldBe(2);
        IsGenuine(during, added.Secret!).ShouldBeTrue();
        IsGenuine(during, rotated.Secret!).ShouldBeTrue();
        after.Signature.Split(' ').Length.ShouldBe(1);
        IsGenuine(after, added.Secret!).ShouldBeFalse();
        IsGenuine(after, rotated.Secret!).ShouldBeTrue();
    }

    [Fact]
    public async Task R69_Should_show_no_secret_again_nor_keep_one_that_can_be_read()
    {
        var added = await AddAsync();

        var listed = await Service.QueryAsync<GetWebhooks, WebhookList>(new() { AsOf = Service.Clock.GetUtcNow() });

        var kept = (await Service.ReadAsync(db => db.Webhooks.AsNoTracking().SingleAsync())).Secret;
        var secret = Convert.FromBase64String(added.Secret!["whsec_".Length..]);
        Convert.FromBase64String(kept).AsSpan().IndexOf(secret).ShouldBe(-1);
        System.Text.Json.JsonSerializer.Serialize(listed).ShouldNotContain(added.Secret![^20..]);
    }

    [Fact]
    public void R69_Should_bind_a_kept_secret_to_its_subscriber_and_read_it_with_any_key_that_is_configured()
    {
        var other = Convert.ToBase64String(new byte[32]);
        var (id, secret) = (Guid.NewGuid(), WebhookSecrets.New());
        var kept = Secrets(Key).Keep(id, secret);

        Secrets(Key).Read(id, kept).ShouldBe(secret);
        Secrets(other, Key).Read(id, kept).ShouldBe(secret);
        Secrets(other, Key).Read(id, Secrets(other).Keep(id, secret)).ShouldBe(secret);
        Secrets(Key).Read(Guid.NewGuid(), kept).ShouldBeNull();
        Secrets(other).Read(id, kept).ShouldBeNull();
        var altered = Convert.FromBase64String(kept);
        altered[^1] ^= 1;
        Secrets(Key).Read(id, Convert.ToBase64String(altered)).ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => Secrets().Keep(id, secret));
    }

    [Fact]
    public async Task R69_Should_send_nothing_without_the_key_and_try_again_later()
    {
        var id = (await AddAsync()).Webhook.WebhookId;
        var kept = Secrets(Convert.ToBase64String(new byte[32])).Keep(id, WebhookSecrets.New());
        var before = await Service.ReadAsync(db => db.Webhooks.AsNoTracking().SingleAsync());
        await KeepAsync(kept);

        await Service.PublishAndSettleAsync(Requested());
        var failed = await DeliveryAsync();
        await KeepAsync(before.Secret);
        await AdvanceAsync(Waits[0]);

        (failed.Status, failed.LastError).ShouldBe((WebhookStatuses.Retrying, "secret-unreadable"));
        Receiver.Received.Count.ShouldBe(1);
        (await DeliveryAsync()).Status.ShouldBe(WebhookStatuses.Delivered);

        Task KeepAsync(string secret) => Service.WriteAsync(db =>
            db.Webhooks.ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.Secret, secret)));
    }

    private static bool IsGenuine(ReceivedMessage message, string secret) =>
        Verification.IsGenuine(message, secret, DateTimeOffset.FromUnixTimeSeconds(long.Parse(message.Timestamp, null)));

    private static ReceivedMessage With(ReceivedMessage message, string header, string value) => message with
    {
        Headers = new Dictionary<string, string>(message.Headers, StringComparer.OrdinalIgnoreCase) { [header] = value },
    };

    private static WebhookSecrets Secrets(params string[] keys) =>
        new(Microsoft.Extensions.Options.Options.Create(new WebhookOptions { EncryptionKeys = keys }));
}
