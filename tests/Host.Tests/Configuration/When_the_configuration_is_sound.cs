using Host.Tests.Support;
using Shouldly;

namespace Host.Tests.Configuration;

public class When_the_configuration_is_sound
{
    private const string Development = "--environment=Development";
    private const string Production = "--environment=Production";
    private const string Broker = "--Transport=RabbitMq";
    private const string Username = "--RabbitMq:Username=feedback";
    private const string Password = "--RabbitMq:Password=secret";
    private const string Postgres = "--Database:Provider=Postgres";
    private const string Authority = "--Auth:Authority=https://login.example.com";
    private const string Audience = "--Auth:Audience=feedback";
    private const string Mail = "--Email:Host=mail.freelancing.test";
    private const string From = "--Email:From=Feedback <feedback@freelancing.test>";
    private const string Site = "--Notifications:SiteUrl=https://freelancing.test";

    [Theory]
    [InlineData(Development)]
    [InlineData(Development, "saga", "notifications", "gateway", "--Demo:Enabled=false", Authority, Audience)]
    [InlineData(Development, "--Auth:Authority=http://localhost:9000", Audience)]
    [InlineData(Development, "--Email:Host=mail.example.com", "--Email:From=Feedback <feedback@example.com>")]
    [InlineData(Development, "saga", Broker)]
    [InlineData(Development, "saga", Broker, "--RabbitMq:ManagementUrl=http://rabbitmq:15672")]
    [InlineData(Development, "saga", Broker, "--RabbitMq:UseTls=true", "--RabbitMq:ManagementUrl=http://localhost:15672")]
    [InlineData(Development, "saga", Broker, "--RabbitMq:UseTls=true", "--RabbitMq:ManagementUrl=https://rabbitmq:15671")]
    [InlineData(
        "--environment", "Production", "saga", "--Transport", "rabbitmq", Username, Password, Postgres,
        "--ConnectionStrings:Feedback=Host=localhost")]
    [InlineData(
        Production, "notifications", Broker, Username, Password, Postgres, "--ConnectionStrings:Notifications=Host=localhost",
        Mail, From, Site)]
    [InlineData(Production, "gateway", Broker, Username, Password, Authority, Audience)]
    [InlineData(
        Production, Broker, Username, Password, Authority, Audience, Mail, From, Site, "--ConnectionStrings:Feedback=Data Source=f.db",
        "--ConnectionStrings:Notifications=Data Source=n.db")]
    [InlineData(
        Production, "migrate", "--ConnectionStrings:Feedback=Data Source=f.db", "--ConnectionStrings:Notifications=Data Source=n.db")]
    [InlineData("--environment=Staging", "--Demo:Enabled=true", "--ConnectionStrings:Feedback=Data Source=f.db",
        "--ConnectionStrings:Notifications=Data Source=n.db")]
    public async Task Should_go_on(params string[] arguments)
    {
        var line = await Start.RefusalAsync(arguments);

        line.ShouldBeNull();
    }
}
