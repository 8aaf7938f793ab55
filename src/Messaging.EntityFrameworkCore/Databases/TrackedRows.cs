using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Finds entities that a DbContext already tracks, such as one whose row was locked before.</summary>
public static class TrackedRows
{
    /// <summary>
    /// Returns the tracked entity of <paramref name="key"/>, or null if this context tracks none. It sends no query and,
    /// unlike <see cref="DbSet{TEntity}.Local"/>, does not detect changes first.
    /// </summary>
    public static TEntity? FindTracked<TEntity>(this DbContext db, params object?[] key)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(db);

        return WithoutDetectingChanges(db, () => db.Set<TEntity>().Local.FindEntryUntyped(key)?.Entity);
    }

    /// <summary>Runs <paramref name="operation"/> with automatic change detection off.</summary>
    internal static T WithoutDetectingChanges<T>(DbContext db, Func<T> operation)
    {
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return operation();
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }
}
