using Contracts.Messages;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_many_emails_leave_at_once : SmtpSituation
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Should_need_no_more_connections_than_emails_may_be_under_way(int concurrency)
    {
        await StartServiceAsync(("Email:Concurrency", $"{concurrency}"));

        await Service.PublishAndSettleAsync(Enumerable.Range(0, 20).Select(_ => TestData.Requested()).ToArray());

        (await Server.MailsAsync()).Select(mail => mail.MessageId).Distinct().Count().ShouldBe(20);
        (await Service.EmailDeliveriesAsync()).ShouldAllBe(
            delivery => delivery.Status == DeliveryStatuses.Delivered && delivery.Attempts == 1);
        (await Server.ConnectionsAsync()).ShouldBeInRange(1, concurrency);
    }

    [Fact]
    public async Task Should_make_the_others_wait_for_a_connection_whoever_sends_them()
    {
        await StartServiceAsync(("Email:Concurrency", "2"));
        var sender = Service.Services.GetRequiredService<IEmailSender>();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => sender.SendAsync(
            new EmailMessage
            {
                To = TestData.ClientAddress,
                Subject = "s",
                MessageId = $"<{index}@mail.example>",
                Text = "t",
                Html = "<p>h</p>",
            },
            TestContext.Current.CancellationToken)));

        (await Server.MailsAsync()).Select(mail => mail.MessageId).Distinct().Count().ShouldBe(20);
        (await Server.ConnectionsAsync()).ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Should_keep_the_connection_for_a_while_and_then_close_it()
    {
        await Service.PublishAndSettleAsync(TestData.Requested());
        await Service.AdvanceAsync(SmtpConnectionPool.IdleTime * 0.9);
        await Service.PublishAndSettleAsync(TestData.Requested());
        (await Server.ConnectionsAsync()).ShouldBe(1);

        Service.Clock.Advance(SmtpConnectionPool.IdleTime);

        await Eventually.Until(async () => await Server.OpenConnectionsAsync() == 0);
        (await Server.MailsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Should_close_the_connections_when_the_service_stops()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(), TestData.Requested());
        (await Server.OpenConnectionsAsync()).ShouldBeGreaterThan(0);

        await Service.DisposeAsync();

        await Eventually.Until(async () => await Server.OpenConnectionsAsync() == 0);
    }

    [Theory]
    [InlineData(550, DeliveryStatuses.Failed)]
    [InlineData(451, DeliveryStatuses.Retrying)]
    public async Task Should_go_on_with_the_connection_after_a_refusal(int code, string status)
    {
        await Server.BehaveAsync(SmtpBehaviour.Refuse(code) with { OnlyTo = TestData.ClientAddress });
        await Service.PublishAndSettleAsync(TestData.Requested());
        (await Service.EmailDeliveriesAsync()).Single().Status.ShouldBe(status);

        await Service.PublishAndSettleAsync(TestData.Expired());

        (await Server.MailsToAsync(TestData.FreelancerAddress)).Count.ShouldBe(1);
        (await Server.ConnectionsAsync()).ShouldBe(1);
    }
}
