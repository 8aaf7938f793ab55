using Microsoft.Data.SqlClient;
using Shouldly;
using TestKit;
using TestKit.Servers.Tds;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

/// <summary>The failures are those of the real driver, which a server on loopback causes.</summary>
public sealed class When_SQL_Server_fails : IAsyncLifetime
{
    private const string Statement = "UPDATE stock";

    private readonly TdsServer _server = new();

    /// <summary>What happens, and what the library takes it for; beside it what SqlClient 7.1 throws on Linux.</summary>
    public static TheoryData<string, FailureKind> Situations => new()
    {
        { "nobody listens", FailureKind.Outage }, // SqlException 0, class 20
        { "the name is unknown", FailureKind.Outage }, // SqlException 11001, class 20
        { "the server is silent from the start", FailureKind.Outage }, // SqlException -2, class 11
        { "the login is not answered", FailureKind.Outage }, // SqlException -2, class 11
        { "the login is cut off", FailureKind.Outage }, // SqlException 0, class 20
        { "the pool is exhausted", FailureKind.Outage }, // InvalidOperationException
        { "the connection is closed in a statement", FailureKind.Outage }, // SqlException 0, class 20
        { "the connection is reset in a statement", FailureKind.Outage }, // SqlException 0, class 20
        { "the connection is closed in an answer", FailureKind.Outage }, // SqlException 0, class 20
        { "the connection is closed in the commit", FailureKind.Outage }, // SqlException 0, class 20
        { "the server dies while the connection is idle", FailureKind.Outage }, // SqlException 0, class 20
        { "the connection is used after it broke", FailureKind.Outage }, // InvalidOperationException
        { "the transaction is used after it broke", FailureKind.Outage }, // InvalidOperationException
        { "the session is killed", FailureKind.Outage }, // SqlException 596, class 21
        { "the statement is not answered", FailureKind.Timeout }, // SqlException -2, class 11
        { "the commit is not answered", FailureKind.Timeout }, // SqlException -2, class 11
        { "the caller cancels", FailureKind.Cancellation }, // SqlException 0, class 11
    };

    public static TheoryData<FailureKind, int, byte> Errors
    {
        get
        {
            var errors = new TheoryData<FailureKind, int, byte>();
            int[] conflicts = [1205, 2601, 2627, 3960, 3961];
            int[] outages =
            [
                121, 203, 596, 701, 921, 922, 927, 976, 978, 983, 1105, 1204, 1222, 3906, 4060, 6005, 8645, 9002, 10928, 10929, 11001,
                17142, 18401, 40143, 40197, 40501, 40540, 40613, 49918, 49919, 49920,
            ];
            foreach (var number in conflicts)
                errors.Add(FailureKind.Conflict, number, 14);

            foreach (var number in outages)
                errors.Add(FailureKind.Outage, number, 16);

            errors.Add(FailureKind.Outage, 50_000, 20);
            errors.Add(FailureKind.Other, 547, 16);
            errors.Add(FailureKind.Other, 8152, 16);
            errors.Add(FailureKind.Other, 18456, 14);
            return errors;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Should_tell_an_error_by_its_number_and_class(FailureKind kind, int number, byte errorClass)
    {
        _server.Answer = _ => TdsReply.Error(number, errorClass);

        (await FailureOfAsync(() => ExecuteAsync())).KindOf().ShouldBe(kind);
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Should_tell_a_situation_by_what_the_driver_throws(string situation, FailureKind kind) =>
        (await FailureOfAsync(() => RunAsync(situation)).OrHang()).KindOf().ShouldBe(kind);

    private async Task RunAsync(string situation)
    {
        switch (situation)
        {
            case "nobody listens":
                _server.Stop();
                await ExecuteAsync();
                break;

            case "the name is unknown":
                await OpenAsync("Server=tcp:nowhere.invalid,1433;User Id=test;Password=test;Encrypt=False;ConnectRetryCount=0");
                break;

            case "the server is silent from the start":
                _server.OnPrelogin = TdsReply.Hang;
                await ExecuteAsync(";Connect Timeout=1");
                break;

            case "the login is not answered":
                _server.OnLogin = TdsReply.Hang;
                await ExecuteAsync(";Connect Timeout=1");
                break;

            case "the login is cut off":
                _server.OnLogin = TdsReply.Close;
                await ExecuteAsync();
                break;

            case "the pool is exhausted":
                const string Small = ";Max Pool Size=1;Connect Timeout=1";
                await using (await OpenAsync(_server.ConnectionString + Small))
                    await ExecuteAsync(Small);

                break;

            case "the connection is closed in a statement":
                _server.Answer = _ => TdsReply.Close;
                await ExecuteAsync();
                break;

            case "the connection is reset in a statement":
                _server.Answer = _ => TdsReply.Reset;
                await ExecuteAsync();
                break;

            case "the connection is closed in an answer":
                _server.Answer = _ => TdsReply.HalfAnAnswer;
                await ExecuteAsync();
                break;

            case "the connection is closed in the commit":
                _server.OnCommit = TdsReply.Close;
                await ExecuteAsync();
                break;

            case "the server dies while the connection is idle":
                await using (var connection = await OpenAsync(_server.ConnectionString))
                {
                    _server.Stop();
                    await ExecuteAsync(connection);
                }

                break;

            case "the connection is used after it broke":
                await using (var connection = await BrokenAsync())
                    await ExecuteAsync(connection);

                break;

            case "the transaction is used after it broke":
                await using (var connection = await OpenAsync(_server.ConnectionString))
                await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
                {
                    await BreakAsync(connection, (SqlTransaction)transaction);
                    await transaction.CommitAsync(Cancellation);
                }

                break;

            case "the session is killed":
                _server.Answer = _ => TdsReply.Error(596, 21);
                await ExecuteAsync();
                break;

            case "the statement is not answered":
                _server.Answer = _ => TdsReply.Hang;
                await ExecuteAsync(";Command Timeout=1");
                break;

            case "the commit is not answered":
                _server.OnCommit = TdsReply.Hang;
                await ExecuteAsync(";Connect Timeout=1");
                break;

            case "the caller cancels":
                using (var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
                {
                    _server.Answer = statement =>
                    {
                        if (statement == Statement)
                            caller.CancelAfter(1);

                        return TdsReply.Hang;
                    };
                    await using var connection = await OpenAsync(_server.ConnectionString);
                    await ExecuteAsync(connection, cancellationToken: caller.Token);
                }

                break;

            default:
                throw new ArgumentOutOfRangeException(nameof(situation), situation, "There is no such situation.");
        }
    }

    private static async Task<Exception> FailureOfAsync(Func<Task> action) => await action.ShouldThrowAsync<Exception>();

    /// <summary>A statement in a transaction, as the library sends them.</summary>
    private async Task ExecuteAsync(string settings = "")
    {
        await using var connection = await OpenAsync(_server.ConnectionString + settings);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(connection, (SqlTransaction)transaction);
        await transaction.CommitAsync(Cancellation);
    }

    private static async Task ExecuteAsync(
        SqlConnection connection, SqlTransaction? transaction = null, CancellationToken? cancellationToken = null)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Statement;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken ?? Cancellation);
    }

    private static async Task<SqlConnection> OpenAsync(string connectionString)
    {
        var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private async Task<SqlConnection> BrokenAsync()
    {
        var connection = await OpenAsync(_server.ConnectionString);
        await BreakAsync(connection, null);
        return connection;
    }

    private async Task BreakAsync(SqlConnection connection, SqlTransaction? transaction)
    {
        _server.Answer = _ => TdsReply.Close;
        await FailureOfAsync(() => ExecuteAsync(connection, transaction));
    }
}
