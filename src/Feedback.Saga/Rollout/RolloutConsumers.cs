using MassTransit;

namespace Feedback.Saga.Rollout;

/// <summary>Shows operators who may request feedback.</summary>
internal sealed class GetRolloutConsumer(IRolloutOperations operations) : IConsumer<GetRollout>
{
    public async Task Consume(ConsumeContext<GetRollout> context) =>
        await context.RespondAsync(await operations.ShowAsync(context.Message.Version, context.CancellationToken));
}

/// <summary>Changes it for an operator.</summary>
internal sealed class SetRolloutConsumer(IRolloutOperations operations) : IConsumer<SetRollout>
{
    public async Task Consume(ConsumeContext<SetRollout> context) =>
        await context.RespondAsync(await operations.SetAsync(context.Message, dryRun: false, context.CancellationToken));
}

/// <summary>Shows operators how it changed.</summary>
internal sealed class GetRolloutHistoryConsumer(IRolloutOperations operations) : IConsumer<GetRolloutHistory>
{
    public async Task Consume(ConsumeContext<GetRolloutHistory> context) => await context.RespondAsync(
        await operations.HistoryAsync(context.Message.PageSize, context.Message.Cursor, context.CancellationToken));
}
