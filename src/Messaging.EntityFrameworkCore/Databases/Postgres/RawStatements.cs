using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// The SQL statements on a <see cref="RawTable"/>, with positional parameters. A statement for many rows takes one array per
/// column, so that it is the same prepared statement for any number of rows.
/// </summary>
internal sealed class RawStatements
{
    private const string SentenceStart = "A row of";

    private readonly ConcurrentDictionary<(ulong Columns, bool IsMany), string> _updates = new();
    private readonly ConcurrentDictionary<(RawTable Referencing, string Property), string> _selectReferenced = new();
    private readonly ConcurrentDictionary<(RawTable Referenced, string Property), string> _readWithReferenced = new();
    private readonly RawTable _table;
    private readonly string _columns;
    private readonly string _key;

    public RawStatements(RawTable table)
    {
        _table = table;
        _columns = Names(table.Columns);
        _key = table.Keys[0].Name;
        Lock = $"SELECT {_columns} FROM {table.Name} WHERE {_key} = $1 FOR UPDATE";
        LockMany = $"SELECT {_columns} FROM {table.Name} WHERE {_key} = ANY ($1) ORDER BY {_key} FOR UPDATE";
        Read = $"SELECT {Versioned(table, "t")} FROM {table.Name} AS t WHERE t.{_key} = ANY ($1)";
        Verify = ComposeVerify();
        Insert = $"INSERT INTO {table.Name} ({_columns}) VALUES ({string.Join(", ", table.Columns.Select((_, index) => $"${index + 1}"))})";
        InsertMany = $"INSERT INTO {table.Name} ({_columns}) SELECT * FROM {Lists(table.Columns)}";
        Delete = FailIfStale($"DELETE FROM {table.Name} AS t", "USING", [], isMany: false);
        DeleteMany = FailIfStale($"DELETE FROM {table.Name} AS t", "USING", [], isMany: true);
        DeleteIfThere = $"DELETE FROM {table.Name} WHERE {_key} = $1";
        DeleteAny = $"DELETE FROM {table.Name} WHERE {_key} = ANY ($1)";
    }

    /// <summary>Selects the row of one key and locks it until the transaction ends.</summary>
    public string Lock { get; }

    /// <summary>Selects the rows of many keys and locks them, in key order, until the transaction ends.</summary>
    public string LockMany { get; }

    /// <summary>Selects the rows of many keys, each followed by its version (<c>xmin</c>).</summary>
    public string Read { get; }

    /// <summary>
    /// Locks the rows of many keys, in key order, until the transaction ends, and waits for other locks. It fails if a row does
    /// not have the version that is given with its key.
    /// </summary>
    public string Verify { get; }

    public string Insert { get; }

    public string InsertMany { get; }

    /// <summary>Deletes a row and fails if the row is not as it was read.</summary>
    public string Delete { get; }

    public string DeleteMany { get; }

    /// <summary>Deletes the row of one key, if there is one.</summary>
    public string DeleteIfThere { get; }

    /// <summary>
    /// Deletes the rows of many keys, as far as there are any. PostgreSQL plans this statement at each execution, since its plan
    /// depends on the length of the array; for one key use <see cref="DeleteIfThere"/>.
    /// </summary>
    public string DeleteAny { get; }

    /// <summary>Updates columns (a bit set) of rows and fails if a row is not as it was read.</summary>
    public string Update(ulong columns, bool isMany) =>
        _updates.GetOrAdd((columns, isMany), static (update, statements) => statements.ComposeUpdate(update.Columns, update.IsMany), this);

    /// <summary>Selects the row of this table whose key is in a property of the row of another table's key.</summary>
    public string SelectReferenced(RawTable referencing, string property) =>
        _selectReferenced.GetOrAdd(
            (referencing, property),
            static (by, statements) => statements.ComposeSelectReferenced(by.Referencing, by.Property),
            this);

    /// <summary>
    /// Selects the rows of many keys, each followed by its version, and by the row, with its version, whose key is in that
    /// property. The statement sees all rows as of one instant.
    /// </summary>
    public string ReadWithReferenced(RawTable referenced, string property) =>
        _readWithReferenced.GetOrAdd(
            (referenced, property),
            static (with, statements) => statements.ComposeReadWithReferenced(with.Referenced, with.Property),
            this);

    /// <summary>What a statement says that has found a row not as it was read; null for every other failure.</summary>
    public static string? StaleRow(PostgresException failure) =>
        failure.SqlState == PostgresErrorCodes.InvalidTextRepresentation
        && failure.MessageText.IndexOf(SentenceStart, StringComparison.Ordinal) is > 0 and var start
            ? failure.MessageText[start..^1]
            : null;

    public static NpgsqlParameter Versions(IEnumerable<uint> versions) =>
        new() { Value = versions.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid };

    private static string Versioned(RawTable table, string alias) =>
        $"{string.Join(", ", table.Columns.Select(column => $"{alias}.{column.Name}"))}, {alias}.xmin";

    private static string Reference(RawTable table, string property) =>
        table.Columns.SingleOrDefault(column => column.Property.Name == property)?.Name
        ?? throw new InvalidOperationException($"{table.Name} has no property {property}.");

    private string ComposeSelectReferenced(RawTable referencing, string property) =>
        $"SELECT {_columns} FROM {_table.Name} WHERE {_key} = "
        + $"(SELECT {Reference(referencing, property)} FROM {referencing.Name} WHERE {referencing.Keys[0].Name} = $1)";

    private string ComposeReadWithReferenced(RawTable referenced, string property) =>
        $"SELECT {Versioned(_table, "t")}, {Versioned(referenced, "n")} FROM {_table.Name} AS t "
        + $"LEFT JOIN {referenced.Name} AS n ON n.{referenced.Keys[0].Name} = t.{Reference(_table, property)} WHERE t.{_key} = ANY ($1)";

    private string ComposeVerify() =>
        $"WITH same AS (SELECT 1 FROM {_table.Name} AS t "
        + $"JOIN unnest($1::{_table.Keys[0].ListType}, $2::xid[]) AS v(k, x) ON t.{_key} = v.k "
        + $"WHERE t.xmin = v.x ORDER BY t.{_key} FOR UPDATE OF t) "
        + FailUnless("cardinality($2)", "same", "on which a handler decided");

    private string ComposeUpdate(ulong columns, bool isMany)
    {
        IReadOnlyList<RawColumn> set = [.. _table.ColumnsOf(columns)];
        var assignments = set.Select((column, index) => $"{column.Name} = {Value(index, isMany)}");
        return FailIfStale($"UPDATE {_table.Name} AS t SET {string.Join(", ", assignments)}", "FROM", set, isMany);
    }

    /// <summary>
    /// Changes rows that must be as they were read. If one of them isn't there, the statement fails. The error aborts the transaction,
    /// so that the commit in the same batch doesn't happen.
    /// </summary>
    private string FailIfStale(string change, string join, IReadOnlyList<RawColumn> set, bool isMany)
    {
        IReadOnlyList<RawColumn> given = [.. set, .. _table.Identity];
        var same = _table.Identity.Select((column, index) => $"t.{column.Name} = {Value(set.Count + index, isMany)}");
        var rows = isMany ? $" {join} {Lists(given)}" : "";
        var expected = isMany ? $"${given.Count + 1}" : "1";
        return $"WITH changed AS ({change}{rows} WHERE {string.Join(" AND ", same)} RETURNING 1) "
            + FailUnless(expected, "changed", "which is to be updated or deleted");
    }

    /// <summary>
    /// Fails (22P02) unless a subquery has so many rows: it reads a sentence as a number. The sentence is the error in the database's
    /// log. It has to end in the count, because PostgreSQL evaluates a constant when it plans the statement.
    /// </summary>
    private string FailUnless(string expected, string rows, string which) =>
        $"SELECT CASE WHEN count(*) = {expected} THEN 0 ELSE ('{SentenceStart} {_table.Name.Replace("'", "''", StringComparison.Ordinal)}, "
        + $"{which}, was changed or deleted by another transaction; rows that are unchanged: ' || count(*))::int END FROM {rows}";

    private static string Names(IEnumerable<RawColumn> columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Value(int index, bool isMany) => isMany ? $"v.c{index}" : $"${index + 1}";

    private static string Lists(IReadOnlyList<RawColumn> columns)
    {
        var lists = columns.Select((column, index) => $"${index + 1}::{column.ListType}");
        var names = columns.Select((_, index) => $"c{index}");
        return $"unnest({string.Join(", ", lists)}) AS v({string.Join(", ", names)})";
    }
}
