using System.Data;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Network;
using TestKit.Servers;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>The failures are those of the real driver and, but for the silent one, of a real server.</summary>
public sealed class When_PostgreSQL_fails : IAsyncLifetime
{
    private const string Sleep = "SELECT pg_sleep(3600)";

    private readonly PostgresDatabase _database = new();
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    /// <summary>What happens, and what the library takes it for; beside it what Npgsql 10 throws.</summary>
    public static TheoryData<string, FailureKind> Situations => new()
    {
        { "the statement takes too long", FailureKind.Timeout }, // NpgsqlException, TimeoutException
        { "the statement takes too long and can't be cancelled", FailureKind.Timeout }, // NpgsqlException, TimeoutException; broken
        { "the server cancels the statement", FailureKind.Timeout }, // 57014
        { "an operator cancels the statement", FailureKind.Timeout }, // 57014
        { "the lock is not to be had", FailureKind.Timeout }, // 55P03
        { "the transaction is idle for too long", FailureKind.Timeout }, // 25P03
        { "the caller cancels", FailureKind.Cancellation }, // OperationCanceledException, 57014
        { "the pool is exhausted", FailureKind.Outage }, // NpgsqlException, TimeoutException
        { "the server is silent from the start", FailureKind.Outage }, // NpgsqlException, TimeoutException
        { "an operator ends the session", FailureKind.Outage }, // 57P01
        { "the name is unknown", FailureKind.Outage }, // NpgsqlException, SocketException
        { "the password is wrong", FailureKind.Other }, // 28P01
        { "the database does not exist", FailureKind.Other }, // 3D000
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _database.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _silent.Dispose();
        return _database.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Should_tell_a_situation_by_what_the_driver_throws(string situation, FailureKind kind)
    {
        Func<Task> run = () => RunAsync(situation);

        (await run.ShouldThrowAsync<Exception>()).KindOf().ShouldBe(kind);
    }

    [Fact]
    public async Task Should_tell_a_frozen_server_from_a_slow_statement()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var connection = await OpenAsync(server.ConnectionString + ";Command Timeout=1;Cancellation Timeout=100");
        server.Suspend();
        Func<Task> statement = () => ExecuteAsync(connection, "SELECT 1");
        Func<Task> next = () => OpenAsync(server.ConnectionString + ";Timeout=1");

        (await statement.ShouldThrowAsync<Exception>()).KindOf().ShouldBe(FailureKind.Timeout);
        (await next.ShouldThrowAsync<Exception>()).KindOf().ShouldBe(FailureKind.Outage);
    }

    [Fact]
    public async Task Should_see_an_outage_when_the_server_is_killed()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var connection = await OpenAsync(server.ConnectionString);
        Func<Task> statement = () => ExecuteAsync(connection, Sleep);
        Func<Task> next = () => OpenAsync(server.ConnectionString);

        var cut = statement.ShouldThrowAsync<Exception>();
        await server.KillAsync();

        (await cut.OrHang()).KindOf().ShouldBe(FailureKind.Outage);
        (await next.ShouldThrowAsync<Exception>()).KindOf().ShouldBe(FailureKind.Outage);
    }

    /// <summary>
    /// After a stall and a cancellation Npgsql 10 has been seen to read the answer to an earlier command. It then breaks the connection,
    /// and throws what depends on where it reads.
    /// </summary>
    [Theory]
    [InlineData('1')] // ParseComplete; NpgsqlException
    [InlineData('2')] // BindComplete; NpgsqlException
    [InlineData('n')] // NoData; Exception
    public async Task Should_see_an_outage_when_the_driver_loses_its_place(char message)
    {
        var server = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        await using var proxy = TcpProxy.To(server.Host!, server.Port);
        (server.Host, server.Port) = ("127.0.0.1", proxy.Port);
        await using var connection = await OpenAsync(server.ConnectionString);
        proxy.LeaveOutOnce([(byte)message, 0, 0, 0, 4]);
        Func<Task> statement = () => ExecuteAsync(connection, "CREATE TABLE stock (name text)");

        (await statement.ShouldThrowAsync<Exception>()).KindOf().ShouldBe(FailureKind.Outage);
        connection.FullState.ShouldBe(ConnectionState.Broken);
    }

    /// <summary>
    /// The first connection asks for the server's types, and the others wait for it. Those that give up waiting get a
    /// <see cref="TimeoutException"/> by itself.
    /// </summary>
    [Fact]
    public async Task Should_see_an_outage_when_the_driver_does_not_get_to_know_the_types()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var holder = await OpenAsync(server.ConnectionString);
        await using var transaction = await holder.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(holder, "LOCK TABLE pg_catalog.pg_range");
        var others = server.ConnectionString + ";Timeout=1;Application Name=types";
        var openings = Enumerable.Range(0, 3).Select(_ => OpenAsync(others)).ToList();

        foreach (Func<Task> opening in openings.Select(opening => (Func<Task>)(() => opening)))
            (await opening.ShouldThrowAsync<Exception>()).KindOf().ShouldBe(FailureKind.Outage);
    }

    private async Task RunAsync(string situation)
    {
        switch (situation)
        {
            case "the statement takes too long":
                await RunAsync(";Command Timeout=1", Sleep);
                break;

            case "the statement takes too long and can't be cancelled":
                await RunAsync(";Command Timeout=1;Cancellation Timeout=-1", Sleep);
                break;

            case "the server cancels the statement":
                await RunAsync("", $"SET statement_timeout = 1; {Sleep}");
                break;

            case "an operator cancels the statement":
                await RunAsync("", $"SELECT pg_cancel_backend(pg_backend_pid()); {Sleep}");
                break;

            case "the lock is not to be had":
                await RunAsync("", "CREATE TABLE stock (name text)");
                await using (var holder = await OpenAsync(_database.ConnectionString))
                await using (await holder.BeginTransactionAsync(Cancellation))
                {
                    await ExecuteAsync(holder, "LOCK TABLE stock");
                    await RunAsync("", "SET lock_timeout = 1; SELECT * FROM stock");
                }

                break;

            case "the transaction is idle for too long":
                await using (var connection = await OpenAsync(_database.ConnectionString))
                {
                    await ExecuteAsync(connection, "SET idle_in_transaction_session_timeout = 1");
                    await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                    await ExecuteAsync(connection, "SELECT 1");
                    await UntilOthersAreGoneAsync();
                    await ExecuteAsync(connection, "SELECT 1");
                }

                break;

            case "the caller cancels":
                using (var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
                await using (var connection = await OpenAsync(_database.ConnectionString))
                {
                    var statement = ExecuteAsync(connection, Sleep, caller.Token);
                    await caller.CancelAsync();
                    await statement;
                }

                break;

            case "the pool is exhausted":
                const string Small = ";Maximum Pool Size=1;Timeout=1";
                await using (await OpenAsync(_database.ConnectionString + Small))
                    await RunAsync(Small, "SELECT 1");

                break;

            case "the server is silent from the start":
                _silent.Start();
                await OpenAsync($"Host=127.0.0.1;Port={((IPEndPoint)_silent.LocalEndpoint).Port};Username=test;Password=test;Timeout=1");
                break;

            case "an operator ends the session":
                await RunAsync("", "SELECT pg_terminate_backend(pg_backend_pid())");
                break;

            case "the name is unknown":
                await OpenAsync("Host=nowhere.invalid;Username=test;Password=test");
                break;

            case "the password is wrong":
                await RunAsync(";Password=wrong", "SELECT 1");
                break;

            case "the database does not exist":
                await RunAsync(";Database=none", "SELECT 1");
                break;

            default:
                throw new ArgumentOutOfRangeException(nameof(situation), situation, "There is no such situation.");
        }
    }

    private async Task RunAsync(string settings, string statement)
    {
        await using var connection = await OpenAsync(_database.ConnectionString + settings);
        await ExecuteAsync(connection, statement);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken? cancellationToken = null)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken ?? Cancellation);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private async Task UntilOthersAreGoneAsync()
    {
        await using var connection = await OpenAsync(_database.ConnectionString);
        await using var others = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
        await Eventually.Until(async () => (long)(await others.ExecuteScalarAsync(Cancellation))! == 0);
    }
}
