using Microsoft.Extensions.Options;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_options_are_wrong
{
    [Theory]
    [InlineData("Email:From", "Email:Host", "mail.example.org")]
    [InlineData("Email:From", "Email:From", "nobody")]
    [InlineData("Email:Host", "Email:Host", "smtp://mail.example.org:25")]
    [InlineData("Email:Port", "Email:Port", "70000")]
    [InlineData("Email:Password", "Email:Username", "feedback")]
    [InlineData("Email:From", "Email:From", "feedback@üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.example")]
    [InlineData("Email:Timeout", "Email:Timeout", "00:00:00")]
    [InlineData("Email:DataTimeout", "Email:DataTimeout", "00:00:00")]
    [InlineData("Email:AttemptLease", "Email:AttemptLease", "00:00:04")]
    [InlineData("Email:Horizon", "Email:Horizon", "00:00:00")]
    [InlineData("Email:Concurrency", "Email:Concurrency", "0")]
    [InlineData("Email:RetryDelays", "Email:RetryDelays:0", "00:00:00")]
    [InlineData("Email:ReplyTo", "Email:ReplyTo", "nobody")]
    [InlineData("Notifications:SingleEmailsPerDay", "Notifications:SingleEmailsPerDay", "-1")]
    [InlineData("Notifications:DigestHour", "Notifications:DigestHour", "24")]
    [InlineData("Notifications:QuietFrom", "Notifications:QuietFrom", "24")]
    [InlineData("Notifications:QuietUntil", "Notifications:QuietUntil", "-1")]
    [InlineData("Notifications:SiteUrl", "Notifications:SiteUrl", "feedback.example")]
    public async Task Should_stop_the_start_and_name_the_key(string named, string key, string value)
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(
            () => RunningNotifications.StartAsync(settings: (key, value)));

        failure.Message.ShouldContain(named);
    }

    /// <summary>As of a variable that is set to nothing.</summary>
    [Fact]
    public async Task Should_take_blank_values_for_none()
    {
        string[] keys =
        [
            "Email:Host", "Email:Username", "Email:Password", "Email:CaFile", "Email:CertificateFile", "Email:KeyFile", "Email:From",
            "Email:ReplyTo",
            "Notifications:SiteUrl",
        ];

        await using var notifications = await RunningNotifications.StartAsync(settings: [.. keys.Select(key => (key, ""))]);

        notifications.ShouldNotBeNull();
    }
}
