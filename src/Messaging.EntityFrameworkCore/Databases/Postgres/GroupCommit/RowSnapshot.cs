using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// What one statement reads for several transactions: rows of a table, each with the row whose key its property
/// <paramref name="Reference"/> holds; null to read no second row.
/// </summary>
internal readonly record struct RowSelection(RawTable Table, RawTable? ReferencedTable, string? Reference)
{
    public NpgsqlBatchCommand ToCommand(IEnumerable<object> keys) =>
        new(Reference is null ? Table.Statements.Read : Table.Statements.ReadWithReferenced(ReferencedTable!, Reference))
        {
            Parameters = { Table.Keys[0].List(keys) },
        };

    /// <summary>The row at which the reader stands, and the row that it references, if there is one.</summary>
    public IReadOnlyList<RowSnapshot> Read(NpgsqlDataReader reader)
    {
        var row = RowSnapshot.Read(reader, Table, 0);
        var start = Table.Columns.Count + 1;
        return Reference is null || reader.IsDBNull(start + ReferencedTable!.Columns.Count)
            ? [row]
            : [row, RowSnapshot.Read(reader, ReferencedTable, start)];
    }
}

/// <summary>
/// A row that a transaction has read without locking it. Its version is the id of the transaction that wrote it (<c>xmin</c>, see
/// "System Columns" in PostgreSQL's manual): as long as it is the same, nobody has changed the row.
/// </summary>
internal sealed record RowSnapshot(RawTable Table, object Entity, uint Version)
{
    public RowId Row { get; } = new(Table, Table.Keys[0].ValueOf(Entity)!);

    /// <summary>Reads a row whose first column is at index <paramref name="start"/>; its version follows its columns.</summary>
    public static RowSnapshot Read(NpgsqlDataReader reader, RawTable table, int start) =>
        new(table, table.Read(reader, start), reader.GetFieldValue<uint>(start + table.Columns.Count));
}

/// <summary>A row of a table whose key is a single column.</summary>
internal readonly record struct RowId(RawTable Table, object Key)
{
    public bool Equals(RowId other) => Table == other.Table && Table.Keys[0].Property.GetKeyValueComparer().Equals(Key, other.Key);

    public override int GetHashCode() => Table.Keys[0].Property.GetKeyValueComparer().GetHashCode(Key);
}
