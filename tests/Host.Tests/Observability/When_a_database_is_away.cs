using Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Observability;

public sealed class When_a_database_is_away
{
    [Theory]
    [InlineData("saga", "database-feedback")]
    [InlineData("notifications", "database-notifications")]
    public async Task Should_say_that_the_service_is_not_ready(string role, string check)
    {
        var nowhere = $"Host=127.0.0.1;Port={FreePort.Next()};Database=feedback;Username=feedback";
        await using var app = Start.Build(
            "--environment=Development",
            "--Transport=RabbitMq",
            "--Database:Provider=Postgres",
            $"--ConnectionStrings:Feedback={nowhere}",
            $"--ConnectionStrings:Notifications={nowhere}",
            role);

        var report = await app.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(registration => registration.Name == check, TestContext.Current.CancellationToken);

        report.Entries.ShouldHaveSingleItem().Key.ShouldBe(check);
        report.Status.ShouldBe(HealthStatus.Unhealthy);
        report.Entries[check].Tags.ShouldBe(["ready"]);
    }
}
