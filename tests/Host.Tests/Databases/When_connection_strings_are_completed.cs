using Host.Commands;
using Host.Configuration;
using Host.Databases;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;
using Shouldly;

namespace Host.Tests.Databases;

/// <summary>An endpoint handles 32 messages at once by default. The saga service has 9 endpoints, Notifications has 12.</summary>
public sealed class When_connection_strings_are_completed
{
    private const string SqlServer = "Server=localhost";
    private const string Postgres = "Host=localhost";

    [Theory]
    [InlineData("SqlServer", SqlServer, new string[0], 9 * 32)]
    [InlineData("Postgres", Postgres, new string[0], 9 * 32)]
    [InlineData("SqlServer", SqlServer, new[] { "--Endpoints:PrefetchCount=50" }, 9 * 50)]
    [InlineData("Postgres", Postgres, new[] { "--Endpoints:PrefetchCount=50" }, 9 * 50)]
    [InlineData("SqlServer", SqlServer, new[] { "--Endpoints:ConcurrentMessageLimit=4" }, 9 * 4)]
    [InlineData("Postgres", Postgres, new[] { "--Endpoints:ConcurrentMessageLimit=4" }, 9 * 4)]
    [InlineData("SqlServer", SqlServer, new[] { "--Endpoints:PrefetchCount=2", "--Endpoints:ConcurrentMessageLimit=40" }, 9 * 2)]
    public void Should_have_a_connection_for_each_message_that_is_handled_at_once(
        string provider, string connectionString, string[] arguments, int messages)
    {
        var settings = Read(provider, connectionString, ["saga", .. arguments]);

        SizeOf(provider, settings.Feedback!).ShouldBe(messages + ServerConnections.Background);
    }

    [Theory]
    [InlineData("SqlServer", SqlServer)]
    [InlineData("Postgres", Postgres)]
    public void Should_count_emails_and_webhooks_by_their_own_limits(string provider, string connectionString)
    {
        var settings = Read(
            provider, connectionString,
            "notifications", "--Endpoints:PrefetchCount=10", "--Email:Concurrency=100", "--Webhooks:Concurrency=7");

        SizeOf(provider, settings.Notifications!).ShouldBe((12 * 10) + 100 + 7 + ServerConnections.Background);
    }

    [Fact]
    public void Should_count_both_services_where_they_share_a_pool()
    {
        var settings = Read("SqlServer", SqlServer, "saga", "notifications");

        SizeOf("SqlServer", settings.Feedback!).ShouldBe((23 * 32) + ServerConnections.Background);
        settings.Notifications.ShouldBe(settings.Feedback);
    }

    [Fact]
    public void Should_ask_the_driver_for_no_more_than_it_allows()
    {
        var settings = Read("Postgres", Postgres, "saga", "--Endpoints:PrefetchCount=1000");

        NpgsqlDataSource.Create(settings.Feedback!).Dispose();
        SizeOf("Postgres", settings.Feedback!).ShouldBe(ServerConnections.MaxPoolSize);
    }

    [Theory]
    [InlineData("SqlServer", $"{SqlServer};Max Pool Size=10;Connect Timeout=7", 10, 7)]
    [InlineData("SqlServer", $"{SqlServer};Max Pool Size=100;Timeout=15", 100, 15)]
    [InlineData("Postgres", $"{Postgres};Maximum Pool Size=10;Timeout=7", 10, 7)]
    [InlineData("Postgres", $"{Postgres};MaxPoolSize=100;Timeout=15", 100, 15)]
    public void Should_keep_what_the_connection_string_says_and_log_that_it_is_too_small(
        string provider, string connectionString, int size, int timeout)
    {
        var settings = Read(provider, connectionString, "saga");
        var log = new FakeLogger();

        settings.LogSmallPools(log);

        SizeOf(provider, settings.Feedback!).ShouldBe(size);
        TimeoutOf(provider, settings.Feedback!).ShouldBe(timeout);
        log.Collector.GetSnapshot().ShouldHaveSingleItem().Message.ShouldStartWith(
            $"ConnectionStrings:Feedback: the pool holds {size} connections, but 288 messages may be handled at once");
    }

    [Theory]
    [InlineData("SqlServer", SqlServer)]
    [InlineData("SqlServer", $"{SqlServer};Pooling=false;Max Pool Size=10")]
    [InlineData("Postgres", Postgres)]
    [InlineData("Postgres", $"{Postgres};Pooling=false;Maximum Pool Size=10")]
    public void Should_log_nothing_where_every_message_has_its_connection(string provider, string connectionString)
    {
        var log = new FakeLogger();

        Read(provider, connectionString, "saga", "notifications").LogSmallPools(log);

        log.Collector.GetSnapshot().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SqlServer", SqlServer, "00:00:10", 5)]
    [InlineData("SqlServer", SqlServer, "00:00:01", 1)]
    [InlineData("Postgres", Postgres, "00:00:10", 5)]
    [InlineData("Postgres", Postgres, "00:01:00", 30)]
    public void Should_give_up_connecting_before_the_gateway_gives_up(
        string provider, string connectionString, string requestTimeout, int timeout)
    {
        var settings = Read(provider, connectionString, "saga", $"--Gateway:RequestTimeout={requestTimeout}");

        TimeoutOf(provider, settings.Feedback!).ShouldBe(timeout);
    }

    private static DatabaseSettings Read(string provider, string connectionString, params string[] arguments)
    {
        string[] all =
        [
            "--environment=Development", "--Transport=RabbitMq", $"--Database:Provider={provider}",
            $"--ConnectionStrings:Feedback={connectionString}", $"--ConnectionStrings:Notifications={connectionString}", .. arguments,
        ];
        var (roles, configuration) = HostCommands.Services(all);
        var builder = Program.CreateBuilder(configuration);
        return HostSettings.Read(builder.Configuration, roles, builder.Environment).Database;
    }

    private static int SizeOf(string provider, string connectionString) => provider == "SqlServer"
        ? new SqlConnectionStringBuilder(connectionString).MaxPoolSize
        : new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize;

    private static int TimeoutOf(string provider, string connectionString) => provider == "SqlServer"
        ? new SqlConnectionStringBuilder(connectionString).ConnectTimeout
        : new NpgsqlConnectionStringBuilder(connectionString).Timeout;
}
