using System.Collections.Concurrent;
using System.Reflection;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>The unsaved changes of a DbContext, as changes that the raw path can make.</summary>
internal static class PendingChanges
{
    private static readonly ConcurrentDictionary<Type, bool> _overridesSaving = new();

    /// <summary>
    /// The changes in an order in which they can be made. Null if EF Core has to save them: a <see cref="RawTable"/> does not
    /// support an entity, the order of several updates may matter, or the DbContext has a hook on saving.
    /// </summary>
    public static IReadOnlyList<PendingChange>? Of(DbContext db)
    {
        var changes = new List<PendingChange>();
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached)
                continue;

            if (RawTable.Of(db, entry.Metadata) is not { } table)
                return null;

            var change = PendingChange.Of(entry, table);
            if (change is { State: EntityState.Modified, Columns: 0 })
                continue;

            if (changes.Find(change.IsSameKind) is not { } sameKind)
                changes.Add(sameKind = change);

            sameKind.Add(entry);
        }

        if (changes.Count == 0)
            return changes;

        changes.Sort(ByState);
        return MayExchangeUniqueValues(changes) || HasSaveHook(db) ? null : changes;
    }

    /// <summary>Merges the changes of several DbContexts, so that there is one change per table and kind.</summary>
    public static IReadOnlyList<PendingChange> Merge(IEnumerable<IReadOnlyList<PendingChange>> changesByContext)
    {
        var merged = new List<PendingChange>();
        foreach (var change in changesByContext.SelectMany(changes => changes))
        {
            if (merged.Find(change.IsSameKind) is not { } sameKind)
                merged.Add(sameKind = change.WithoutRows());

            sameKind.Add(change);
        }

        merged.Sort(ByState);
        return merged;
    }

    /// <summary>Deletions come first, then updates, then insertions: a unique value is freed before another row takes it.</summary>
    private static int ByState(PendingChange one, PendingChange other) => one.State.CompareTo(other.State);

    /// <summary>Whether several updated rows of a table may pass a unique value to each other, so that their order matters.</summary>
    private static bool MayExchangeUniqueValues(List<PendingChange> changes) =>
        changes
            .Where(change => change.State == EntityState.Modified && change.Table.HasUniqueConstraints)
            .GroupBy(change => change.Table)
            .Any(table => table.Sum(change => change.Count) > 1);

    /// <summary>Whether the DbContext overrides <c>SaveChanges</c> or has a <see cref="ISaveChangesInterceptor"/>.</summary>
    public static bool HasSaveHook(DbContext db) =>
        db.GetService<IInterceptors>().Aggregate<ISaveChangesInterceptor>() is not (null or GroupCommitInterceptor)
        || _overridesSaving.GetOrAdd(db.GetType(), static type => Array.Exists(type.GetMethods(), IsSavingOverride));

    private static bool IsSavingOverride(MethodInfo method) =>
        method.Name is nameof(DbContext.SaveChanges) or nameof(DbContext.SaveChangesAsync) && method.DeclaringType != typeof(DbContext);
}

/// <summary>
/// Rows of one table that change alike: all are added, all are deleted, or the same columns of all are updated. The columns are a bit
/// set: bit n is the column at index n of the table.
/// </summary>
internal sealed class PendingChange(RawTable table, EntityState state, ulong columns)
{
    private readonly List<EntityEntry> _rows = [];

    public RawTable Table => table;

    public EntityState State => state;

    public ulong Columns => columns;

    public int Count => _rows.Count;

    /// <summary>The rows that are updated or deleted, if the key of the table is a single column.</summary>
    public IEnumerable<RowId> WrittenRows =>
        State == EntityState.Added || Table.Keys.Count > 1 ? [] : _rows.Select(row => new RowId(Table, Table.Keys[0].ValueOf(row.Entity)!));

    public static PendingChange Of(EntityEntry entry, RawTable table) =>
        new(table, entry.State, entry.State == EntityState.Modified ? ModifiedColumns(entry, table) : 0);

    public PendingChange WithoutRows() => new(table, state, columns);

    /// <summary>Whether one statement can make both changes.</summary>
    public bool IsSameKind(PendingChange other) => (table, state, columns) == (other.Table, other.State, other.Columns);

    public void Add(EntityEntry row) => _rows.Add(row);

    public void Add(PendingChange other) => _rows.AddRange(other._rows);

    public NpgsqlBatchCommand ToCommand()
    {
        var statements = Table.Statements;
        var isMany = Count > 1;
        switch (State)
        {
            case EntityState.Added:
                return Insert(Table, [.. _rows.Select(row => row.Entity)]);

            case EntityState.Modified:
                var update = new NpgsqlBatchCommand(statements.Update(Columns, isMany));
                foreach (var column in Table.ColumnsOf(Columns))
                    Add(update, column, row => column.ValueOf(row.Entity));
                return WithIdentity(update);

            case EntityState.Deleted:
                return WithIdentity(new NpgsqlBatchCommand(isMany ? statements.DeleteMany : statements.Delete));

            default:
                throw new InvalidOperationException($"A row of {Table.Name} that is {State} has nothing to save.");
        }
    }

    /// <summary>The statement that inserts entities, tracked or not.</summary>
    public static NpgsqlBatchCommand Insert(RawTable table, IReadOnlyList<object> entities)
    {
        var isMany = entities.Count > 1;
        var insert = new NpgsqlBatchCommand(isMany ? table.Statements.InsertMany : table.Statements.Insert);
        foreach (var column in table.Columns)
            insert.Parameters.Add(isMany ? column.List(entities.Select(column.ValueOf)) : column.Parameter(column.ValueOf(entities[0])));

        return insert;
    }

    private static ulong ModifiedColumns(EntityEntry entry, RawTable table)
    {
        var columns = 0UL;
        for (var index = 0; index < table.Columns.Count; index++)
        {
            if (entry.Property(table.Columns[index].Property).IsModified)
                columns |= 1UL << index;
        }

        return columns;
    }

    private NpgsqlBatchCommand WithIdentity(NpgsqlBatchCommand command)
    {
        foreach (var column in Table.Identity)
            Add(command, column, row => row.Property(column.Property).OriginalValue);

        if (Count > 1)
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Count });

        return command;
    }

    private void Add(NpgsqlBatchCommand command, RawColumn column, Func<EntityEntry, object?> valueOf) =>
        command.Parameters.Add(Count > 1 ? column.List(_rows.Select(valueOf)) : column.Parameter(valueOf(_rows[0])));
}
