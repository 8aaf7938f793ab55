using Host.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Persistence;
using Shouldly;

namespace Host.Tests.Databases;

public sealed class When_a_connection_string_is_silent
{
    private const string SqlServer = "Server=nowhere;Database=notifications";
    private const string Postgres = "Host=nowhere;Database=notifications";

    /// <summary>The gateway waits 10 s for a service.</summary>
    [Theory]
    [InlineData("SqlServer", SqlServer, 5)]
    [InlineData("SqlServer", $"{SqlServer};Connection Timeout=30", 30)]
    [InlineData("SqlServer", $"{SqlServer};Connect Timeout=15", 15)]
    [InlineData("Postgres", Postgres, 5)]
    [InlineData("Postgres", $"{Postgres};Timeout=30", 30)]
    [InlineData("Postgres", $"{Postgres};Timeout=15", 15)]
    public async Task Should_wait_for_a_connection_less_than_the_gateway_waits_for_a_service(
        string provider, string connectionString, int seconds)
    {
        await using var app = Start.Build(
            "--environment=Development",
            "--Transport=RabbitMq",
            $"--Database:Provider={provider}",
            $"--ConnectionStrings:Notifications={connectionString}",
            "notifications");
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();

        db.Database.GetDbConnection().ConnectionTimeout.ShouldBe(seconds);
    }
}
