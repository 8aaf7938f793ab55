using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>Rows of one table that change in the same way.</summary>
/// <param name="table">Their table.</param>
/// <param name="state">Whether they are added, modified or deleted.</param>
/// <param name="members">Which members are modified, bits by the place of their column.</param>
internal sealed class PendingChange(PlainTable table, EntityState state, ulong members)
{
    private readonly List<EntityEntry> _rows = [];

    public PlainTable Table => table;

    public EntityState State => state;

    public ulong Members => members;

    public int Count => _rows.Count;

    public static PendingChange Of(EntityEntry entry, PlainTable table) =>
        new(table, entry.State, entry.State == EntityState.Modified ? ModifiedMembers(entry, table) : 0);

    /// <summary>The same change, of no row yet.</summary>
    public PendingChange Empty() => new(table, state, members);

    public bool IsAlike(PendingChange other) => (table, state, members) == (other.Table, other.State, other.Members);

    public void Add(EntityEntry row) => _rows.Add(row);

    /// <summary>Takes the rows of a change that is alike.</summary>
    public void Add(PendingChange alike) => _rows.AddRange(alike._rows);

    public NpgsqlBatchCommand ToCommand()
    {
        var statements = Table.Statements;
        var isMany = Count > 1;
        switch (State)
        {
            case EntityState.Added:
                return Insert(Table, [.. _rows.Select(row => row.Entity)]);

            case EntityState.Modified:
                var update = new NpgsqlBatchCommand(statements.Update(Members, isMany));
                foreach (var column in Table.ColumnsOf(Members))
                    Add(update, column, row => column.ValueOf(row.Entity));
                return WithIdentity(update);

            case EntityState.Deleted:
                return WithIdentity(new NpgsqlBatchCommand(isMany ? statements.DeleteMany : statements.Delete));

            default:
                throw new InvalidOperationException($"A row of {Table.Name} that is {State} has nothing to save.");
        }
    }

    /// <summary>Inserts entities that need not be tracked.</summary>
    public static NpgsqlBatchCommand Insert(PlainTable table, IReadOnlyList<object> entities)
    {
        var isMany = entities.Count > 1;
        var insert = new NpgsqlBatchCommand(isMany ? table.Statements.InsertMany : table.Statements.Insert);
        foreach (var column in table.Columns)
            insert.Parameters.Add(isMany ? column.List(entities.Select(column.ValueOf)) : column.Parameter(column.ValueOf(entities[0])));

        return insert;
    }

    private static ulong ModifiedMembers(EntityEntry entry, PlainTable table)
    {
        var members = 0UL;
        for (var place = 0; place < table.Columns.Count; place++)
        {
            if (entry.Property(table.Columns[place].Property).IsModified)
                members |= 1UL << place;
        }

        return members;
    }

    private NpgsqlBatchCommand WithIdentity(NpgsqlBatchCommand command)
    {
        foreach (var column in Table.Identity)
            Add(command, column, row => row.Property(column.Property).OriginalValue);

        if (Count > 1)
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Count });

        return command;
    }

    private void Add(NpgsqlBatchCommand command, PlainColumn column, Func<EntityEntry, object?> valueOf) =>
        command.Parameters.Add(Count > 1 ? column.List(_rows.Select(valueOf)) : column.Parameter(valueOf(_rows[0])));
}
