using System.Data.Common;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace Notifications.Tests.Inbox;

public sealed class When_marking_a_message_as_read_meets_a_conflict
{
    [Fact]
    public async Task Should_mark_it_all_the_same()
    {
        using var folder = new TemporaryFolder("reading");
        var conflict = new OneConflict();
        await using var service = await RunningNotifications.StartAsync(options => options
            .UseSqlite($"Data Source={folder.Path("notifications.db")}")
            .AddInterceptors(conflict));
        await service.PublishAndSettleAsync(TestData.Requested());
        var message = (await service.InAppMessagesAsync()).Single();

        var read = await service.QueryAsync<MarkInboxMessageRead, InboxMessageRead>(
            new MarkInboxMessageRead { MessageId = message.MessageId, RecipientId = TestData.Client, ReadAt = TestData.Now });

        read.ReadAt.ShouldBe(TestData.Now);
        conflict.Tries.ShouldBe(2);
        (await service.InAppMessagesAsync()).Single().ReadAt.ShouldBe(TestData.Now);
    }

    /// <summary>Another transaction is in the way of the first statement that marks a message.</summary>
    private sealed class OneConflict : DbCommandInterceptor
    {
        public int Tries { get; private set; }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("\"read_at\" = ", StringComparison.Ordinal) && ++Tries == 1)
                throw new DbUpdateConcurrencyException("The test's conflict.");

            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }
    }
}
