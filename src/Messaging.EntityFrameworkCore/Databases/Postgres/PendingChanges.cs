using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>What a DbContext has to save, as statements that can be sent together with others.</summary>
internal static class PendingChanges
{
    private static readonly ConcurrentDictionary<Type, bool> s_overrides = new();

    /// <summary>
    /// The changes in an order in which they can be made. None when only EF Core knows how to save them: a row that is not of a
    /// <see cref="PlainTable"/>, rows whose order may matter, or a DbContext that wants to see what is saved.
    /// </summary>
    public static IReadOnlyList<PendingChange>? Of(DbContext db)
    {
        var changes = new List<PendingChange>();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached)
                continue;

            if (PlainTable.Of(db, entry.Metadata.ClrType) is not { } table)
                return null;

            var change = PendingChange.Of(entry, table);
            if (changes.Find(change.IsAlike) is not { } alike)
                changes.Add(alike = change);

            alike.Add(entry);
        }

        if (changes.Count == 0)
            return changes;

        changes.Sort(ByState);
        return MayTradeValues(changes) || WantsToSave(db) ? null : changes;
    }

    /// <summary>The changes of several DbContexts as one, in an order in which they can be made if each of them could.</summary>
    public static IReadOnlyList<PendingChange> Together(IEnumerable<IReadOnlyList<PendingChange>> several)
    {
        var together = new List<PendingChange>();
        foreach (var change in several.SelectMany(changes => changes))
        {
            if (together.Find(change.IsAlike) is not { } alike)
                together.Add(alike = change.Empty());

            alike.Add(change);
        }

        together.Sort(ByState);
        return together;
    }

    /// <summary>Rows are deleted, then updated, then inserted: what frees a unique value comes before what takes it.</summary>
    private static int ByState(PendingChange one, PendingChange other) => one.State.CompareTo(other.State);

    /// <summary>Whether several rows of a table change that may take a unique value from each other.</summary>
    private static bool MayTradeValues(List<PendingChange> changes) => changes
        .Where(change => change.State == EntityState.Modified && change.Table.HasUniqueMembers)
        .GroupBy(change => change.Table)
        .Any(table => table.Sum(change => change.Count) > 1);

    /// <summary>Whether the DbContext, or an interceptor, wants to see what is saved.</summary>
    public static bool WantsToSave(DbContext db) =>
        db.GetService<IInterceptors>().Aggregate<ISaveChangesInterceptor>() is not null
        || s_overrides.GetOrAdd(db.GetType(), static type => Array.Exists(type.GetMethods(), IsSavingOverride));

    private static bool IsSavingOverride(MethodInfo method) =>
        method.Name is nameof(DbContext.SaveChanges) or nameof(DbContext.SaveChangesAsync) && method.DeclaringType != typeof(DbContext);
}
