using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Notifications.Persistence;
using Notifications.Profiles;
using Shared;

namespace Notifications.Erasure;

/// <summary>
/// Erases a user, and hands the event on to the saga service with the name and the address of the profile, by which texts there mention
/// the user. It comes once more when what was under way has ended, and when it was interrupted. Each time erases what is left.
/// </summary>
internal sealed class UserErasedConsumer(
    ConsumerTransactions<NotificationsDbContext> transactions, NotificationsErasure erasure, TimeProvider clock)
    : IConsumer<UserErased>
{
    public async Task Consume(ConsumeContext<UserErased> context)
    {
        var user = context.Message;
        await transactions.RunAsync(context, BeginAsync);
        await erasure.EraseAsync(user.UserId, user.DisplayName, user.Email, dryRun: false, context.CancellationToken);
    }

    private async Task BeginAsync(ConsumerTransaction<NotificationsDbContext, UserErased> transaction)
    {
        var (user, cancellationToken) = (transaction.Context.Message, transaction.Context.CancellationToken);
        var profile = await transaction.Db.FindAndLockAsync<UserProfile>(user.UserId, cancellationToken);
        var known = user with { DisplayName = profile?.DisplayName ?? user.DisplayName, Email = profile?.Email ?? user.Email };
        if (known != user)
            await transaction.Context.Send(UserErasures.ExchangeOf(UserErasures.FeedbackQueue), known);

        await transaction.MarkErasedAsync(Queues.UserErased, known, clock.GetUtcNow());
    }
}

/// <summary>The erasure takes its transactions itself.</summary>
internal sealed class UserErasedConsumerDefinition()
    : UpstreamConsumerDefinition<UserErasedConsumer, UserErased>(Queues.UserErased);
