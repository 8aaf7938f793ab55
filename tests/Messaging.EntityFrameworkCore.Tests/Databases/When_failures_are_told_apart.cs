using System.Net.Sockets;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

public sealed class When_failures_are_told_apart
{
    [Theory]
    [InlineData("23505")]
    [InlineData("40001")]
    [InlineData("40P01")]
    public void Should_see_a_conflict_by_the_state_of_PostgreSQL(string state) =>
        Conflict(new PostgresException("", "ERROR", "ERROR", state)).ShouldBe((true, false));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 6)]
    [InlineData(19, 1555)]
    [InlineData(19, 2067)]
    public void Should_see_a_conflict_by_the_code_of_SQLite(int code, int extendedCode) =>
        Conflict(new SqliteException("", code, extendedCode)).ShouldBe((true, false));

    [Theory]
    [InlineData("23503")]
    [InlineData("22001")]
    public void Should_see_none_in_other_states_of_PostgreSQL(string state) =>
        Conflict(new PostgresException("duplicate key value violates unique constraint", "ERROR", "ERROR", state)).ShouldBe((false, false));

    [Fact]
    public void Should_see_none_in_other_codes_of_SQLite() =>
        Conflict(new SqliteException("UNIQUE constraint failed", 19, 787)).ShouldBe((false, false));

    [Fact]
    public void Should_see_a_stale_update() => Conflict(new DbUpdateConcurrencyException("stale")).ShouldBe((true, false));

    [Fact]
    public void Should_look_inside_what_wraps_it()
    {
        var inner = new DbUpdateException("wrapped", SqlServerTestDatabase.ClosedPort.Value);

        DatabaseFailures.IsUnavailable(new InvalidOperationException("outer", inner)).ShouldBeTrue();
        DatabaseFailures.IsUnavailable(new AggregateException(new InvalidOperationException(), inner)).ShouldBeTrue();
        DatabaseFailures.IsUnavailable(
            new NpgsqlException("no host", new AggregateException(new InvalidOperationException(), inner))).ShouldBeTrue();
    }

    [Fact]
    public void Should_take_a_cancellation_for_none() =>
        Conflict(new OperationCanceledException("", new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled)))
            .ShouldBe((false, false));

    [Fact]
    public void Should_see_that_PostgreSQL_is_away() =>
        Conflict(new NpgsqlException("", new SocketException((int)SocketError.ConnectionRefused))).ShouldBe((false, true));

    [Theory]
    [InlineData("57P01")]
    [InlineData("57P03")]
    [InlineData("57P05")]
    [InlineData("25006")]
    public void Should_see_that_PostgreSQL_is_going_down_or_coming_up(string state) =>
        Conflict(new PostgresException("", "FATAL", "FATAL", state)).ShouldBe((false, true));

    [Theory]
    [InlineData("42P05")]
    [InlineData("26000")]
    public void Should_see_that_PostgreSQL_holds_other_prepared_statements(string state) =>
        Conflict(new PostgresException("", "ERROR", "ERROR", state)).ShouldBe((false, true));

    /// <summary>Npgsql throws this when a connection breaks between its opening and its command.</summary>
    [Fact]
    public void Should_see_that_a_connection_of_PostgreSQL_has_just_broken()
    {
        var signal = new ManualResetEventSlim();
        signal.Dispose();
        var failure = Should.Throw<ObjectDisposedException>(signal.Reset);

        Conflict(failure).ShouldBe((false, true));
        Conflict(new ObjectDisposedException(nameof(DbContext))).ShouldBe((false, false));
    }

    [Fact]
    public void Should_see_that_a_connection_of_PostgreSQL_broke_while_it_was_read()
    {
        string? nothing = null;
        var failure = Should.Throw<NullReferenceException>(() => nothing!.Length);

        Conflict(failure).ShouldBe((false, false));
        failure.Source = "Npgsql";
        Conflict(failure).ShouldBe((false, true));
    }

    [Fact]
    public void Should_take_a_bug_for_neither() =>
        Conflict(new InvalidOperationException("duplicate key deadlock timeout")).ShouldBe((false, false));

    private static (bool Conflict, bool Unavailable) Conflict(Exception failure)
    {
        DatabaseFailures.IsTimeout(failure).ShouldBeFalse();
        return (DatabaseFailures.IsConflict(failure), DatabaseFailures.IsUnavailable(failure));
    }
}
