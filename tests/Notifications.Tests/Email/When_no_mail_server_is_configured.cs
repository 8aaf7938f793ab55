using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_no_mail_server_is_configured
{
    private readonly FakeTimeProvider _clock = new(TestData.Now);

    [Fact]
    public async Task Should_keep_emails_in_the_development_mailbox()
    {
        await using var services = Services();
        var email = Email(1);

        await services.GetRequiredService<IEmailSender>().SendAsync(email, CancellationToken.None);

        services.GetRequiredService<IDevelopmentMailbox>().Read().ShouldHaveSingleItem().ShouldBe(new DevelopmentMail
        {
            To = email.To,
            Subject = email.Subject,
            MessageId = email.MessageId,
            Text = email.Text,
            Html = email.Html,
            At = TestData.Now,
        });
    }

    [Fact]
    public async Task Should_keep_the_last_200_of_many_that_come_at_once()
    {
        await using var services = Services();
        var sender = services.GetRequiredService<IEmailSender>();

        await Parallel.ForAsync(0, 300, async (index, _) => await sender.SendAsync(Email(index), CancellationToken.None));
        await sender.SendAsync(Email(300), CancellationToken.None);

        var mails = services.GetRequiredService<IDevelopmentMailbox>().Read();
        mails.Count.ShouldBe(200);
        mails[^1].Subject.ShouldBe("Subject 300");
    }

    private ServiceProvider Services() => new ServiceCollection()
        .AddSingleton<TimeProvider>(_clock)
        .AddLogging()
        .AddNotifications(new ConfigurationBuilder().Build())
        .BuildServiceProvider();

    private static EmailMessage Email(int index) => new()
    {
        To = TestData.ClientAddress,
        Subject = $"Subject {index}",
        MessageId = $"<{index}@localhost>",
        Text = "text",
        Html = "<p>html</p>",
    };
}
