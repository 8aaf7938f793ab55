using Notifications.Email;
using Notifications.Tests.Running;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Situations;

public sealed class When_an_event_comes_more_than_once : NotificationsSituation
{
    [Fact]
    public async Task R9_Should_tell_once_per_channel_when_it_comes_again()
    {
        var request = Some.Requested();
        await Service.TellAsync(request);

        await Service.TellAsync(request);

        await ShouldHaveToldOnceAsync();
    }

    [Fact]
    public async Task R9_Should_tell_once_per_channel_when_many_copies_come_at_once()
    {
        var request = Some.Requested();

        await Service.TellAsync([.. Enumerable.Repeat(request, 20)]);

        await ShouldHaveToldOnceAsync();
    }

    [Fact]
    public async Task R43_Should_not_send_again_when_the_command_to_send_comes_again()
    {
        await Service.TellAsync(Some.Requested());
        var line = (await Service.EmailLinesAsync()).Single();

        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = line.DeliveryId, Attempt = 1 });
        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = line.DeliveryId, Attempt = 2 });
        await Service.TellAsync(Some.Expired());

        Mail.Attempts.Count(email => email.To == Some.ClientAddress).ShouldBe(1);
    }

    private async Task ShouldHaveToldOnceAsync()
    {
        Mail.Attempts.Count.ShouldBe(1);
        (await Service.InAppMessagesAsync()).Count.ShouldBe(1);
        (await Service.LedgerAsync()).Count.ShouldBe(2);
        Service.Heard.Count.ShouldBe(1);
    }
}
