namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Runs a transaction outside handlers again after a conflict, as the transactions of handlers are.</summary>
public static class ConflictRetries
{
    private const int Tries = 20;

    /// <summary>Runs it until no other transaction is in its way.</summary>
    /// <param name="transaction">Begins, does and commits the whole transaction, each time with a DbContext of its own.</param>
    /// <param name="cancellationToken">Ends the waiting between two tries.</param>
    /// <exception cref="Exception">
    /// What the last of 20 tries failed with, or the first failure that is no <see cref="DatabaseFailures.IsConflict">conflict</see>.
    /// </exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> transaction, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await transaction();
            }
            catch (Exception failure) when (tries < Tries && DatabaseFailures.IsConflict(failure))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2 * tries * tries), cancellationToken);
            }
        }
    }
}
