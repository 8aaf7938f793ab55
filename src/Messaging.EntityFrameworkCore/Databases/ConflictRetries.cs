using MassTransit.Middleware;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Runs a transaction outside handlers again after a conflict, as the transactions of handlers are.</summary>
public static class ConflictRetries
{
    /// <summary>How a conflict is retried, in handlers and elsewhere.</summary>
    internal static readonly IRetryPolicy Conflicts = Retry.CreatePolicy(MessagingRegistration.RetryConflicts);

    /// <summary>Runs it until no other transaction is in its way.</summary>
    /// <param name="transaction">Begins, does and commits the whole transaction, each time with a DbContext of its own.</param>
    /// <param name="cancellationToken">Ends the waiting between two tries.</param>
    /// <exception cref="Exception">
    /// What the last of the tries of <see cref="MessagingRegistration.UseConflictRetry(IConsumePipeConfigurator)"/> failed with, or the
    /// first failure that is no <see cref="DatabaseFailures.IsConflict">conflict</see>.
    /// </exception>
    public static Task<T> RunAsync<T>(Func<Task<T>> transaction, CancellationToken cancellationToken) =>
        RunAsync(Conflicts, new Waiting(cancellationToken), transaction);

    /// <summary>
    /// Retries like MassTransit's filter for endpoints. MassTransit's extension method for policies reports the first failure if a later
    /// one is of a kind that the policy does not retry, or if the message is cancelled meanwhile.
    /// </summary>
    internal static async Task<TResult> RunAsync<TContext, TResult>(IRetryPolicy policy, TContext context, Func<Task<TResult>> run)
        where TContext : class, PipeContext
    {
        using var first = policy.CreatePolicyContext(context);
        RetryContext<TContext>? next = null;
        while (true)
        {
            try
            {
                if (next?.Delay is { } delay)
                    await Task.Delay(delay, context.CancellationToken);

                return await run();
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                if (!(next is null ? first.CanRetry(failure, out next) : next.CanRetry(failure, out next)))
                    throw;

                LogContext.Info?.Log(failure, "Retrying {Delay}: {Message}", next.Delay, failure.Message);
            }
        }
    }

    private sealed class Waiting(CancellationToken cancellationToken) : BasePipeContext(cancellationToken);
}
