using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Asking for what a DbContext tracks already, such as a row that was locked before.</summary>
public static class TrackedRows
{
    /// <summary>
    /// The entity of that key which this context tracks; none if it does not. It asks no database and, unlike
    /// <see cref="DbSet{TEntity}.Local"/>, does not first compare everything that is tracked with how it was read.
    /// </summary>
    public static TEntity? FindTracked<TEntity>(this DbContext db, params object?[] key)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(db);

        return WithoutDetectingChanges(db, () => db.Set<TEntity>().Local.FindEntryUntyped(key)?.Entity);
    }

    /// <summary>Does what needs no changes to be detected, and would detect them again and again.</summary>
    internal static T WithoutDetectingChanges<T>(DbContext db, Func<T> step)
    {
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return step();
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }
}
