using System.Net;
using Gateway.Operations;
using Host.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
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

    /// <summary>A process without the gateway answers no problems; the status and the checks are the whole response.</summary>
    [Fact]
    public async Task Should_tell_which_check_fails_without_the_gateway_too()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHealthChecks()
            .AddCheck("bus", () => HealthCheckResult.Healthy(), ["ready"])
            .AddCheck("database-feedback", () => HealthCheckResult.Unhealthy(), ["ready"]);
        await using var app = builder.Build();
        app.MapHealth();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var ready = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var live = await http.GetAsync("/health/live", TestContext.Current.CancellationToken);

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldBe("""{"status":"unhealthy","checks":{"bus":"healthy","database-feedback":"unhealthy"}}""");
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await live.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"status":"healthy","checks":{}}""");
    }
}
