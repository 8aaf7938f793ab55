using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Shared;

/// <summary>What both services do with the event that a user was erased. The services compile this file.</summary>
internal static class UserErasures
{
    /// <summary>The queue of the saga service, which Notifications tells the name and the address that only it knows.</summary>
    public const string FeedbackQueue = "feedback-user-erased";

    /// <summary>
    /// For how long what was begun before the mark is awaited: it has not seen the mark and may still write the id. A transaction takes
    /// far less.
    /// </summary>
    private static readonly TimeSpan _underWay = TimeSpan.FromMinutes(1);

    /// <summary>Marks the user as erased. Until what is under way has ended the event is not done with: it comes again then.</summary>
    /// <param name="transaction">The first transaction of the event.</param>
    /// <param name="queue">The queue of the service.</param>
    /// <param name="again">The event as it comes again.</param>
    /// <param name="now">What our clock says.</param>
    public static async Task MarkErasedAsync<TDbContext>(
        this ConsumerTransaction<TDbContext, UserErased> transaction, string queue, UserErased again, DateTimeOffset now)
        where TDbContext : DbContext
    {
        var cancellationToken = transaction.Context.CancellationToken;
        var erased = await transaction.Db.FindOrAddErasedAsync(again.UserId, now, cancellationToken);
        var end = erased.ErasedAt + _underWay;
        if (now < end)
            await transaction.Context.ScheduleSend(ExchangeOf(queue), end.UtcDateTime, again, cancellationToken);
    }

    /// <summary>The exchange of a queue. An address of the queue itself would declare it, without its consumer's arguments.</summary>
    public static Uri ExchangeOf(string queue) => new($"exchange:{queue}");
}
