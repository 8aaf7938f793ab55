using System.Text;
using Host.Configuration;
using Host.Tests.Support;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace Host.Tests.Configuration;

public class When_a_key_is_unknown
{
    [Theory]
    [InlineData("Database:Providr", "Database:Provider")]
    [InlineData("Feedback:Policy:RequestWindo", "Feedback:Policy:RequestWindow")]
    [InlineData("Feedback:Polcy:RequestWindow", "Feedback:Policy:RequestWindow")]
    [InlineData("Feedback:Rollout:Freelancers", "Feedback:Rollout:Freelancers:0")]
    [InlineData("RabbitMq:User", "RabbitMq:Username")]
    [InlineData("Email:SmtpHost", "Email:Host")]
    [InlineData("Demo:Enable", "Demo:Enabled")]
    [InlineData("Auth:Authorty", "Auth:Authority")]
    [InlineData("Gateway:Timeout", "Gateway:RequestTimeout")]
    [InlineData("Endpoints:Prefetch", "Endpoints:PrefetchCount")]
    [InlineData("ConnectionStrings:Notification", "ConnectionStrings:Notifications")]
    [InlineData("Databas:Provider", "Database:Provider")]
    [InlineData("DATABAS:PROVIDER", "Database:Provider")]
    [InlineData("Notification:SiteUrl", "Notifications:SiteUrl")]
    [InlineData("Emial:Host", "Email:Host")]
    [InlineData("RabitMq:Usernam", "RabbitMq:Username")]
    public async Task Should_refuse_the_start_and_name_the_key_that_was_meant(string key, string meant)
    {
        var line = await Start.RefusalAsync("--environment=Development", $"--{key}=1");

        line.ShouldBe($"{key}: is unknown; did you mean {meant}?");
    }

    /// <summary>As of a variable of the environment; the command line refuses every word that it does not know.</summary>
    [Theory]
    [InlineData("Transpor")]
    [InlineData("TRASNPORT")]
    public void Should_know_a_slip_in_a_key_without_a_section(string key) =>
        Should.Throw<StartRefusedException>(() => UnknownKeys.Refuse(With(key)))
            .Message.ShouldBe($"{key}: is unknown; did you mean Transport?");

    [Theory]
    [InlineData("URL")]
    [InlineData("EMAIL")]
    [InlineData("DATABASE")]
    [InlineData("PATH")]
    public void Should_leave_the_words_of_others_alone(string key) =>
        Should.NotThrow(() => UnknownKeys.Refuse(With(key)));

    /// <summary>What other programs and libraries read is theirs.</summary>
    [Theory]
    [InlineData("Logging:LogLevel:Default=Debug")]
    [InlineData("Serilog:MinimumLevel:Default=Debug")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections=100")]
    [InlineData("ConnectionStrings:Redis=localhost")]
    [InlineData("OAuth:Audience=others")]
    [InlineData("Grafana:Host=localhost")]
    [InlineData("database:provider=sqlite")]
    [InlineData("Email:RetryDelays:7=00:00:01")]
    public async Task Should_leave_the_keys_of_others_alone(string setting) =>
        (await Start.RefusalAsync("--environment=Development", $"--{setting}")).ShouldBeNull();

    /// <summary>In a file as <c>[]</c>, in the environment as a variable that is set to nothing.</summary>
    [Theory]
    [InlineData("Gateway:KnownProxies")]
    [InlineData("Feedback:Rollout:Freelancers")]
    public async Task Should_take_an_empty_list_for_one(string key)
    {
        var (section, name) = (key[..key.LastIndexOf(':')], key[(key.LastIndexOf(':') + 1)..]);
        var json = section.Split(':').Reverse().Aggregate($"{{\"{name}\":[]}}", (inner, part) => $"{{\"{part}\":{inner}}}");
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(json));

        Should.NotThrow(() => UnknownKeys.Refuse(new ConfigurationBuilder().AddJsonStream(file).Build()));
        (await Start.RefusalAsync("--environment=Development", $"--{key}=")).ShouldBeNull();
    }

    private static IConfiguration With(string key) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(key, "1")]).Build();
}
