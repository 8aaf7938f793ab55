namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Counts what handlers of messages commit. What is rolled back, or tried again, is not counted. Register implementations as
/// singletons.
/// </summary>
public interface ICommitObserver<in TDbContext>
    where TDbContext : DbContext
{
    /// <summary>Whether anybody wants to know; if not, <see cref="Observe"/> is not called.</summary>
    bool IsListening { get; }

    /// <summary>
    /// Looks at the tracked changes of the DbContext before they are committed, and returns what is to be done once they are; null for
    /// nothing. It must neither change nor query anything.
    /// </summary>
    Action? Observe(TDbContext db);
}
