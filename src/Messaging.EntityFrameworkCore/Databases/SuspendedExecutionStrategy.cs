using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Takes the place of the execution strategies of EF Core that are configured for DbContexts, such as <c>EnableRetryOnFailure</c>: they
/// let nobody begin a transaction outside of them. Here the endpoint retries the message, and the background services retry by themselves.
/// </summary>
internal sealed class SuspendedExecutionStrategy : ExecutionStrategy
{
    private static readonly SuspendedExecutionStrategy _instance = new();

    /// <summary>It is never executed: the strategies see that another one is in charge and execute their operations once.</summary>
    private SuspendedExecutionStrategy()
        : base(dependencies: null!, maxRetryCount: 0, maxRetryDelay: TimeSpan.Zero)
    {
    }

    /// <summary>Suspends them for the rest of the calling async method and for all that it calls.</summary>
    public static void Suspend() => Current ??= _instance;

    protected override bool ShouldRetryOn(Exception exception) => false;
}
