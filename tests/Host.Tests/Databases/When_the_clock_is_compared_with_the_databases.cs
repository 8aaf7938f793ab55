using Feedback.Saga.Persistence;
using Host.Tests.Support;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Shouldly;

namespace Host.Tests.Databases;

public sealed class When_the_clock_is_compared_with_the_databases
{
    private static readonly string[] _onPostgres =
    [
        "--environment=Development", "--Database:Provider=Postgres", "--ConnectionStrings:Feedback=Host=127.0.0.1;Database=feedback",
        "--ConnectionStrings:Notifications=Host=127.0.0.1;Database=feedback",
    ];

    public static TheoryData<string[], string?> Cases => new()
    {
        { ["--Transport=RabbitMq", "saga"], "00:00:03" },
        { ["--Transport=RabbitMq", "--Database:ClockTolerance=00:00:20", "saga"], "00:00:20" },
        { ["--Demo:Enabled=true", "--Demo:Data=false"], null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task R52_Should_allow_the_configured_difference_and_any_in_demo_mode(string[] arguments, string? expected)
    {
        await using var app = Start.Build([.. _onPostgres, .. arguments]);

        var options = app.Services.GetRequiredService<IOptionsMonitor<OutboxOptions>>().Get(nameof(FeedbackDbContext));

        options.ClockTolerance.ShouldBe(expected is null ? null : TimeSpan.Parse(expected, null));
    }

    [Fact]
    public async Task R52_Should_be_ready_only_when_they_agree()
    {
        await using var app = Start.Build([.. _onPostgres, "--Transport=RabbitMq", "saga"]);

        var checks = app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;

        checks.Single(check => check.Name == "clock-feedback").Tags.ShouldContain("ready");
    }
}
