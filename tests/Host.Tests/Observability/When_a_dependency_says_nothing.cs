using Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Shouldly;
using TestKit;

namespace Host.Tests.Observability;

public sealed class When_a_dependency_says_nothing
{
    [Fact]
    public async Task Should_tell_that_the_process_is_not_ready()
    {
        await using var app = Start.Build(
            services => services.AddHealthChecks().AddAsyncCheck("silent", AnswerNothingAsync, ["ready"]),
            "--environment=Development", "--Gateway:RequestTimeout=00:00:01");

        var report = await app.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name == "silent", TestContext.Current.CancellationToken)
            .OrHang();

        report.Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Should_leave_each_check_the_time_to_say_why()
    {
        await using var app = Start.Build(_ => { }, "--environment=Development", "--Gateway:RequestTimeout=00:00:01");

        app.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations
            .ShouldAllBe(check => check.Timeout > TimeSpan.FromSeconds(3));
    }

    private static async Task<HealthCheckResult> AnswerNothingAsync(CancellationToken givenUp)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, givenUp);
        return HealthCheckResult.Healthy();
    }
}
