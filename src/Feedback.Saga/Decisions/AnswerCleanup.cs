using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Decisions;

/// <summary>Forgets the answers kept for idempotency keys after a day, so that their table stays small.</summary>
internal sealed class AnswerCleanup(IServiceScopeFactory scopes, TimeProvider clock, ILogger<AnswerCleanup> logger) : BackgroundService
{
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    /// <summary>Deletes what was answered more than a day ago.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var before = clock.GetUtcNow() - Kept;
        var forgotten = await scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().IdempotentAnswers
            .Where(answer => answer.At < before)
            .ExecuteDeleteAsync(cancellationToken);
        if (forgotten > 0)
            logger.AnswersForgotten(forgotten);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.CleanupFailed(exception);
            }
        }
    }
}
