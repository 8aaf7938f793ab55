using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Writes of the background services, each with a DbContext and a transaction of its own. They retry by themselves.</summary>
internal static class BackgroundWrites
{
    /// <summary>Runs <paramref name="write"/>, saves what it has changed, and commits.</summary>
    public static async Task<TResult> WriteAsync<TDbContext, TResult>(
        this IServiceScopeFactory scopes, Func<TDbContext, Task<TResult>> write, CancellationToken cancellationToken)
        where TDbContext : DbContext
    {
        SuspendedExecutionStrategy.Suspend();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        var result = await write(db);
        await transaction.SaveAndCommitAsync(cancellationToken);
        return result;
    }
}
