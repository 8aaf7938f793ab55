using System.Data.Common;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Notifications.Email;
using Notifications.Tests.Support;
using Npgsql;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Profiles;

/// <summary>Both lock the profile and the delivery. Here each holds its first lock when the other wants its second.</summary>
public sealed class When_a_profile_changes_while_its_email_is_tried_again : IAsyncLifetime
{
    private readonly Meeting _meeting = new();
    private PostgresDatabase _database = null!;
    private RunningNotifications _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _service = await RunningNotifications.StartAsync(options => options
            .UseNpgsql(_database.ConnectionString)
            .AddInterceptors(_meeting));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Should_not_deadlock_on_PostgreSQL()
    {
        await _service.PublishAndSettleAsync(TestData.Profile(TestData.Client, TestData.ClientName, email: null));
        await _service.PublishAndSettleAsync(TestData.Requested());
        var waiting = (await _service.EmailDeliveriesAsync()).Single();
        _meeting.Begin();

        var changed = _service.PublishAsync(TestData.Profile(
            TestData.Client, TestData.ClientName, TestData.ClientAddress, changedAt: TestData.Now, eventId: "moved"));
        await _meeting.ProfileIsLocked.OrHang();
        await _service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = waiting.DeliveryId, Attempt = 1 });
        await Eventually.Until(async () => await LockWaitersAsync() == 1, what: "the email's transaction waits for a lock");
        _meeting.LetProfileGoOn();
        await changed;
        await Eventually.Until(async () => (await _service.EmailDeliveriesAsync()).Single().Status == DeliveryStatuses.Delivered);

        _service.Mail.Attempts.Count.ShouldBe(1);
        (await DeadlocksAsync()).ShouldBe(0);
    }

    private Task<long> LockWaitersAsync() =>
        CountAsync("COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

    /// <summary>The deadlocks that the server has seen in this database. A session reports them at its end at the latest.</summary>
    private async Task<long> DeadlocksAsync()
    {
        await _service.StopAsync();
        await using (var pool = new NpgsqlConnection(_database.ConnectionString))
            NpgsqlConnection.ClearPool(pool);

        await Eventually.Until(
            async () => await CountAsync("COUNT(*) FROM pg_stat_activity WHERE datname = current_database()") == 1,
            what: "no session is left but this one");
        return await CountAsync("deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private async Task<long> CountAsync(string what)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {what}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Holds the change of the profile after its first lock. The email's first try fails, so that its next one locks.</summary>
    private sealed class Meeting : DbCommandInterceptor
    {
        private readonly TaskCompletionSource _profileIsLocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _hasBegun;
        private int _readings;

        public Task ProfileIsLocked => _profileIsLocked.Task;

        public void Begin() => _hasBegun = true;

        public void LetProfileGoOn() => _goOn.TrySetResult();

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (!_hasBegun)
                return result;

            if (command.CommandText.Contains($"'{DeliveryStatuses.WaitingForAddress}'", StringComparison.Ordinal))
            {
                _profileIsLocked.TrySetResult();
                await _goOn.Task.OrHang();
            }

            if (command.CommandText.Contains("LEFT JOIN", StringComparison.Ordinal) && Interlocked.Increment(ref _readings) == 1)
                throw new DbUpdateConcurrencyException("The test's conflict.");

            return result;
        }
    }
}
