using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Finds entities that a DbContext already tracks, such as one whose row was locked before.</summary>
public static class TrackedRows
{
    /// <summary>
    /// Returns the tracked entity of <paramref name="key"/>, or null if this context tracks none. It sends no query and,
    /// unlike <see cref="DbSet{TEntity}.Local"/>, does not detect changes first.
    /// </summary>
    public static TEntity? FindTracked<TEntity>(this DbContext db, params object?[] key)
        where TEntity : class =>
        WithoutDetectingChanges(db, () => db.Set<TEntity>().Local.FindEntryUntyped(key)?.Entity);

    internal static EntityEntry EntryOf(DbContext db, object entity) => WithoutDetectingChanges(db, () => db.Entry(entity));

    internal static HashSet<TEntity> All<TEntity>(DbContext db)
        where TEntity : class =>
        WithoutDetectingChanges(db, () => db.ChangeTracker.Entries<TEntity>().Select(entry => entry.Entity)
            .ToHashSet<TEntity>(ReferenceEqualityComparer.Instance));

    internal static bool IsAdded(DbContext db, object entity) => EntryOf(db, entity).State == EntityState.Added;

    /// <summary>Gives a tracked entity that may be stale the values of another one, which was read under the lock of their row.</summary>
    internal static void Refresh(DbContext db, object entity, object read) => WithoutDetectingChanges(db, () =>
    {
        var entry = UnchangedEntryOf(db, entity);
        entry.CurrentValues.SetValues(read);
        entry.OriginalValues.SetValues(read);
        entry.State = EntityState.Unchanged;
        return entry;
    });

    /// <summary>Reads the row of an entity that may be stale again, which is locked by now.</summary>
    internal static Task RefreshAsync(DbContext db, object entity, CancellationToken cancellationToken) =>
        UnchangedEntryOf(db, entity).ReloadAsync(cancellationToken);

    internal static void Detach(DbContext db, object entity) => UnchangedEntryOf(db, entity).State = EntityState.Detached;

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

    /// <summary>EF Core reloads the entity itself, but not its parts.</summary>
    private static EntityEntry UnchangedEntryOf(DbContext db, object entity)
    {
        var entry = EntryOf(db, entity);
        entry.DetectChanges();
        var hasParts = entry.Metadata.GetNavigations().Any(navigation => navigation.TargetEntityType.IsOwned());
        if (entry.State == EntityState.Unchanged && !hasParts)
            return entry;

        var key = string.Join(", ", entry.Metadata.FindPrimaryKey()!.Properties.Select(property => entry.Property(property).CurrentValue));
        throw new InvalidOperationException(
            $"{entry.Metadata.DisplayName()} '{key}' was read before its row is locked, and has unsaved changes or owned parts. "
            + "Lock the row before the entity is read or changed in another way.");
    }
}
