using Host.Configuration;
using Host.Databases;
using Host.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers.Tds;

namespace Host.Tests.Databases;

public sealed class When_the_database_server_is_away : IAsyncDisposable
{
    private readonly TdsServer _server = new();

    public static TheoryData<string> Servers => ["SqlServer", "Postgres"];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Should_start_a_service_all_the_same(string provider)
    {
        _server.Stop();
        await using var app = Build(provider, "saga");

        await app.CheckMigratedAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("SqlServer", "A network-related or instance-specific error")]
    [InlineData("Postgres", "Failed to connect to 127.0.0.1")]
    public async Task Should_say_what_is_wrong_when_it_has_to_migrate(string provider, string reason)
    {
        _server.Stop();
        await using var app = Build(provider, "saga");
        Func<Task> migrate = () => app.MigrateAsync(TestContext.Current.CancellationToken);

        var line = StartFailure.Describe(await migrate.ShouldThrowAsync<Exception>());

        line.ShouldNotBeNull();
        line.ShouldStartWith($"ConnectionStrings:Feedback: the database can't be used. {reason}");
        line.ShouldNotContain("Success");
        line.ShouldNotContain("Password");
    }

    [Fact]
    public async Task Should_start_a_service_when_the_server_of_SQL_Server_shuts_down_meanwhile()
    {
        _server.Answer = _ => TdsReply.Error(6005, 14);
        await using var app = Build("SqlServer", "saga");

        await app.CheckMigratedAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Should_refuse_the_start_when_the_login_is_refused()
    {
        _server.OnLogin = TdsReply.Error(18456, 14);
        await using var app = Build("SqlServer", "saga");
        Func<Task> check = () => app.CheckMigratedAsync(TestContext.Current.CancellationToken);

        StartFailure.Describe(await check.ShouldThrowAsync<Exception>()).ShouldNotBeNull().ShouldContain("error 18456");
    }

    private WebApplication Build(string provider, string role)
    {
        var connectionString = provider == "SqlServer"
            ? $"{_server.ConnectionString};Connect Timeout=1"
            : $"Host=127.0.0.1;Port={FreePort.Next()};Database=feedback;Username=feedback;Password=secret";
        return Start.Build(
            "--environment=Development",
            "--Transport=RabbitMq",
            $"--Database:Provider={provider}",
            $"--ConnectionStrings:Feedback={connectionString}",
            role);
    }
}
