using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_operators_send_an_email_again : NotificationsSituation
{
    /// <summary>Shorter than the lease of an attempt.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(8);

    private readonly Guid _requestId = Guid.CreateVersion7();

    [Theory]
    [InlineData(nameof(EmailFailure.Refused), DeliveryStatuses.Failed)]
    [InlineData(nameof(EmailFailure.Unknown), DeliveryStatuses.Unknown)]
    [InlineData(nameof(EmailFailure.SetUp), DeliveryStatuses.Retrying)]
    public async Task R49_Should_send_it_at_once_with_the_message_id_that_it_has(string failure, string status)
    {
        var failed = await FailAsync(Enum.Parse<EmailFailure>(failure));
        failed.Status.ShouldBe(status);

        var released = (DeliveryReleased)await ResendAsync(failed.DeliveryId);
        await Service.SettleAsync();

        released.Attempts.ShouldBe(1);
        Mail.Accepted.ShouldHaveSingleItem().MessageId.ShouldBe(failed.MessageId);
        var delivery = await DeliveryAsync();
        (delivery.Status, delivery.Attempts, delivery.LastError).ShouldBe((DeliveryStatuses.Delivered, 2, null));
    }

    [Fact]
    public async Task R51_Should_try_it_again_as_often_as_a_new_one()
    {
        var failed = await FailAsync(EmailFailure.Refused);
        await Service.WriteAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.Attempts, 30)));
        Mail.GoDown();

        await ResendAsync(failed.DeliveryId);
        await Service.SettleAsync();

        (await DeliveryAsync()).Status.ShouldBe(DeliveryStatuses.Retrying);
        Mail.ComeBack();
        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));
        (await DeliveryAsync()).Attempts.ShouldBe(32);
        Mail.Accepted.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_send_it_once_however_often_it_is_told()
    {
        var failed = await FailAsync(EmailFailure.Refused);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ResendAsync(failed.DeliveryId)));
        await Service.SettleAsync();
        await Service.AdvanceAsync(TimeSpan.FromHours(9));

        Mail.Accepted.ShouldHaveSingleItem();
        (await ResendAsync(failed.DeliveryId)).ShouldBeOfType<DeliveryNotReleased>().Reason.Code.ShouldBe(ResendRefusals.Delivered);
    }

    [Fact]
    public async Task R48_Should_refuse_one_that_is_no_longer_true()
    {
        var failed = await FailAsync(EmailFailure.Refused);
        await Service.PublishAndSettleAsync(TestData.Expired(_requestId));

        var refused = (DeliveryNotReleased)await ResendAsync(failed.DeliveryId);

        refused.Reason.Code.ShouldBe(ResendRefusals.Superseded);
        (await DeliveryAsync()).Status.ShouldBe(DeliveryStatuses.Superseded);
        (await ResendAsync(failed.DeliveryId)).ShouldBeOfType<DeliveryNotReleased>().Reason.ShouldBe(refused.Reason);
        Mail.Accepted.ShouldAllBe(email => email.To == TestData.FreelancerAddress);
    }

    [Fact]
    public async Task R48_Should_not_try_one_that_may_have_arrived_again_once_it_is_refused_as_no_longer_true()
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-test", EmailFailure.Unknown);
        await Service.PublishAndSettleAsync(ExpiringSoon());
        Mail.ComeBack();
        Service.Clock.Advance(_soon);

        var refused = (DeliveryNotReleased)await ResendAsync((await DeliveryAsync()).DeliveryId);
        await Service.AdvanceAsync(TimeSpan.FromHours(9));

        refused.Reason.Code.ShouldBe(ResendRefusals.Superseded);
        Mail.Attempts.ShouldHaveSingleItem();
        (await DeliveryAsync()).Status.ShouldBe(DeliveryStatuses.Unknown);
    }

    [Fact]
    public async Task R48_Should_refuse_one_that_is_being_sent_while_it_expires_and_leave_it_to_the_attempt()
    {
        object? response = null;
        Mail.OnSend = async _ =>
        {
            Service.Clock.Advance(_soon);
            response = await ResendAsync((await DeliveryAsync()).DeliveryId);
            throw new EmailNotSentException("smtp-test", EmailFailure.Temporary);
        };

        await Service.PublishAndSettleAsync(ExpiringSoon());

        response.ShouldBeOfType<DeliveryNotReleased>().Reason.Code.ShouldBe(ResendRefusals.UnderWay);
        (await DeliveryAsync()).Status.ShouldBe(DeliveryStatuses.Retrying);
    }

    [Fact]
    public async Task Should_refuse_one_that_waits_for_an_address_and_every_in_app_message()
    {
        await Service.PublishAndSettleAsync(TestData.Profile(TestData.Client, "Grace", email: null, TestData.Now));
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        var deliveries = await Service.DeliveriesAsync();

        var codes = await Task.WhenAll(deliveries.OrderBy(delivery => delivery.Channel).Select(async delivery =>
            ((DeliveryNotReleased)await ResendAsync(delivery.DeliveryId)).Reason.Code));

        codes.ShouldBe([ResendRefusals.WaitsForAddress, ResendRefusals.Delivered]);
    }

    [Fact]
    public async Task Should_not_know_one_that_is_not_there()
    {
        var response = await ResendAsync(Guid.CreateVersion7());

        response.ShouldBeOfType<DeliveryNotFound>();
    }

    [Fact]
    public async Task Should_write_down_who_did_it_with_ids_alone()
    {
        var failed = await FailAsync(EmailFailure.Refused);

        await ResendAsync(failed.DeliveryId);

        var line = Service.Log.GetSnapshot().Single(line => line.Message.StartsWith("Audit:", StringComparison.Ordinal)).Message;
        line.ShouldContain("ops-1");
        line.ShouldContain($"{failed.DeliveryId}");
        line.ShouldNotContain("@");
    }

    private async Task<Delivery> FailAsync(EmailFailure failure)
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-test", failure);
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        Mail.ComeBack();
        return await DeliveryAsync();
    }

    private FeedbackRequested ExpiringSoon() =>
        TestData.Requested(_requestId) with { ExpiresAt = Service.Clock.GetUtcNow() + _soon };

    private async Task<Delivery> DeliveryAsync() =>
        (await Service.EmailDeliveriesAsync()).Single(delivery => delivery.Notice == NoticeKinds.FeedbackRequested);

    private async Task<object> ResendAsync(Guid deliveryId)
    {
        var response = await Service.QueryAsync<ResendDelivery, DeliveryReleased, DeliveryNotReleased, DeliveryNotFound>(
            new ResendDelivery { DeliveryId = deliveryId, CallerId = "ops-1" });
        return response.Message;
    }
}
