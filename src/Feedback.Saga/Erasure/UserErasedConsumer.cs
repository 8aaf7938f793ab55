using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Shared;

namespace Feedback.Saga.Erasure;

/// <summary>
/// Erases a user. It comes at least three times: from the profile system; from Notifications, with the name and the address of the
/// profile; and when what was under way has ended. One that was interrupted comes once more. Each time erases what is left.
/// </summary>
internal sealed class UserErasedConsumer(
    ConsumerTransactions<FeedbackDbContext> transactions, FeedbackErasure erasure, TimeProvider clock)
    : IConsumer<UserErased>
{
    public async Task Consume(ConsumeContext<UserErased> context)
    {
        var user = context.Message;
        await transactions.RunAsync(
            context, transaction => transaction.MarkErasedAsync(Queues.UserErased, user, clock.GetUtcNow()));
        await erasure.EraseAsync(user.UserId, user.DisplayName, user.Email, dryRun: false, context.CancellationToken);
    }
}

/// <summary>The erasure takes its transactions itself.</summary>
internal sealed class UserErasedConsumerDefinition()
    : UpstreamConsumerDefinition<UserErasedConsumer, UserErased>(Queues.UserErased);
