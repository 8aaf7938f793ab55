using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Notifications.Ledger;
using Notifications.Tests.Running;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace Notifications.Tests.Situations;

public sealed class When_recording_a_sent_email_meets_a_conflict
{
    [Fact]
    public async Task R43_Should_record_it_again_and_not_send_it_again()
    {
        using var folder = new TemporaryFolder("conflict");
        var conflict = new ConflictOnce();
        await using var service = await RunningNotifications.StartAsync(options => options
            .UseSqlite($"Data Source={folder.Path("notifications.db")}")
            .AddInterceptors(conflict));
        await service.TellAsync(Some.ClientProfile);

        await service.TellAsync(Some.Requested());

        conflict.HasHappened.ShouldBeTrue();
        service.Mail.Attempts.Count.ShouldBe(1);
        var line = (await service.EmailLinesAsync()).Single();
        line.Status.ShouldBe(DeliveryStatuses.Delivered);
        line.Attempts.ShouldBe(1);
    }

    /// <summary>Fails the first statement that records an email as delivered, as if another transaction had been faster.</summary>
    private sealed class ConflictOnce : DbCommandInterceptor
    {
        public bool HasHappened { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (HasHappened || !command.CommandText.Contains("\"facts\" = ", StringComparison.Ordinal))
                return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);

            HasHappened = true;
            throw new DbUpdateConcurrencyException("The test's conflict.");
        }
    }
}
