using Feedback.Saga.Persistence;
using Host.Tests.Support;
using Host.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Persistence;
using Shouldly;

namespace Host.Tests.Composition;

public class When_a_process_has_some_of_the_roles
{
    private static readonly string[] _settings =
    [
        "--environment=Development", "--Transport=RabbitMq", "--Auth:Authority=https://login.example.com", "--Auth:Audience=feedback",
    ];

    [Fact]
    public async Task Should_run_the_saga_service_alone()
    {
        await using var app = Start.Build([.. _settings, "saga"]);

        Has<FeedbackDbContext>(app).ShouldBeTrue();
        Has<NotificationsDbContext>(app).ShouldBeFalse();
        Routes(app).ShouldBe(["/health/live", "/health/ready"], ignoreOrder: true);
        Queues.Of(app).ShouldBe(Topology.Queues.Where(queue => queue.StartsWith("feedback-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Should_run_notifications_alone()
    {
        await using var app = Start.Build([.. _settings, "notifications"]);

        Has<FeedbackDbContext>(app).ShouldBeFalse();
        Has<NotificationsDbContext>(app).ShouldBeTrue();
        Routes(app).ShouldBe(["/health/live", "/health/ready"], ignoreOrder: true);
        Queues.Of(app).ShouldBe(Topology.Queues.Where(queue => queue.StartsWith("notifications-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Should_run_the_gateway_without_a_database_or_a_durable_queue()
    {
        await using var app = Start.Build([.. _settings, "gateway"]);

        Has<FeedbackDbContext>(app).ShouldBeFalse();
        Has<NotificationsDbContext>(app).ShouldBeFalse();
        Routes(app).ShouldContain("/api/contracts/{contractId}/feedback");
        Queues.Of(app).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_have_no_demo_routes_without_demo_mode()
    {
        await using var app = Start.Build([.. _settings, "--Demo:Enabled=false"]);

        Routes(app).ShouldNotContain(route => route.StartsWith("/demo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_have_the_demo_routes_in_demo_mode()
    {
        await using var app = Start.Build(_settings);

        string[] demo = ["/demo/token", "/demo/clock", "/demo/clock/advance", "/demo/mail"];
        demo.ShouldBeSubsetOf(Routes(app));
    }

    private static bool Has<T>(WebApplication app) =>
        app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T));

    private static string[] Routes(WebApplication app) =>
        [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>().Select(endpoint => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}").Distinct()];
}
