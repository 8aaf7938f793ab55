using Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using TestKit;
using TestKit.Network;
using TestKit.Processes;

namespace Host.Tests.Observability;

/// <summary>It takes connections, and answers nothing; the connection string lets everybody wait for ever.</summary>
public sealed class When_a_dependency_says_nothing
{
    [Theory]
    [InlineData("database-feedback")]
    [InlineData("clock-feedback")]
    public async Task Should_tell_within_the_time_of_a_call_that_the_process_is_not_ready(string check)
    {
        await using var proxy = TcpProxy.To("127.0.0.1", FreePort.Next());
        proxy.Hold();
        await using var app = Start.Build(
            "saga", "--environment=Development", "--Transport=RabbitMq", "--Gateway:RequestTimeout=00:00:01",
            "--Database:Provider=Postgres",
            $"--ConnectionStrings:Feedback=Host=127.0.0.1;Port={proxy.Port};Username=feedback;Timeout=0;Command Timeout=0");

        var report = await app.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(registration => registration.Name == check, TestContext.Current.CancellationToken)
            .OrHang();

        report.Status.ShouldBe(HealthStatus.Unhealthy);
        report.Entries[check].Exception.ShouldBeAssignableTo<OperationCanceledException>();
    }
}
