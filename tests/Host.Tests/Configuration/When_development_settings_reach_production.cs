using Host.Tests.Support;
using Shouldly;

namespace Host.Tests.Configuration;

/// <summary>Outside Development, nothing may only look as if it worked.</summary>
public class When_development_settings_reach_production
{
    private static readonly string[] _sound =
    [
        "--environment=Production", "--Transport=RabbitMq", "--RabbitMq:Username=feedback", "--RabbitMq:Password=secret",
        "--Auth:Authority=https://login.example.com", "--Auth:Audience=feedback",
        "--ConnectionStrings:Feedback=Data Source=/var/lib/feedback/feedback.db",
        "--ConnectionStrings:Notifications=Data Source=/var/lib/feedback/notifications.db",
        "--Email:Host=localhost", "--Email:From=Feedback <feedback@freelancing.test>", "--Notifications:SiteUrl=https://freelancing.test",
    ];

    public static TheoryData<string, string> Leftovers => new()
    {
        { "Email:Host", "--Email:Host=" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=http://localhost:5080" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://feedback.localhost" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=http://127.0.0.2" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=http://[::1]:5080" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=http://0.0.0.0:5080" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=http://localhost.:5080" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=http://localhost.localdomain" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://LOCALHOST" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://127.1" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://2130706433" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://0" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://[::]" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://[::ffff:127.0.0.2]" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://[::ffff:0.0.0.0]" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://feedback.example.com" },
        { "Notifications:SiteUrl", "--Notifications:SiteUrl=https://feedback.invalid" },
        { "Email:From", "--Email:From=Feedback <feedback@example.com>" },
        { "Email:From", "--Email:From=feedback@example.com." },
        { "Email:From", "--Email:From=feedback@[127.0.0.1]" },
        { "Email:From", "--Email:From=feedback@[IPv6:::1]" },
        { "Email:ReplyTo", "--Email:ReplyTo=Support <support@example.org>" },
        { "Email:ReplyTo", "--Email:ReplyTo=support@localhost." },
        { "Email:From", "--Email:From=feedback@mail.example.org" },
        { "Email:From", "--Email:From=feedback@localhost" },
        { "Authentication:Schemes:Bearer:SigningKeys", "--Authentication:Schemes:Bearer:SigningKeys:0:Value=AAAA" },
        { "Authentication:Schemes:Bearer:ValidIssuer", "--Authentication:Schemes:Bearer:ValidIssuer=dotnet-user-jwts" },
        { "Authentication:Schemes:Bearer:RequireHttpsMetadata", "--Authentication:Schemes:Bearer:RequireHttpsMetadata=false" },
        { "ForwardedHeaders_Enabled", "--ForwardedHeaders_Enabled=true" },
        { "ConnectionStrings:Feedback", "--ConnectionStrings:Feedback=" },
        { "ConnectionStrings:Notifications", "--ConnectionStrings:Notifications=" },
        { "Demo:Enabled", "--Demo:Enabled=true" },
        { "Demo:Data", "--Demo:Data=true" },
        { "RabbitMq:Username", "--RabbitMq:Username=guest" },
        { "Auth:Authority", "--Auth:Authority=http://login.freelancing.test" },
    };

    [Fact]
    public async Task Should_start_without_any() =>
        (await Start.RefusalAsync(_sound)).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Leftovers))]
    public async Task Should_refuse_the_start_in_one_line_that_names_the_key(string key, string setting)
    {
        var line = await Start.RefusalAsync([.. _sound, setting]);

        line.ShouldNotBeNull();
        line.ShouldStartWith(key + ":");
        line.ShouldNotContain('\n');
    }

    [Fact]
    public async Task Should_name_all_of_them_at_once()
    {
        var line = await Start.RefusalAsync(
            [.. _sound, "--Email:Host=", "--Notifications:SiteUrl=", "--Authentication:Schemes:Bearer:SigningKeys:0:Value=AAAA"]);

        line.ShouldNotBeNull();
        foreach (var key in (string[])["Email:Host", "Notifications:SiteUrl", "Authentication:Schemes:Bearer:SigningKeys"])
            line.ShouldContain(key);
    }

    [Fact]
    public async Task Should_leave_a_process_alone_that_does_not_use_them() =>
        (await Start.RefusalAsync([.. _sound, "saga", "--Email:Host=", "--Notifications:SiteUrl=", "--ConnectionStrings:Notifications="]))
            .ShouldBeNull();
}
