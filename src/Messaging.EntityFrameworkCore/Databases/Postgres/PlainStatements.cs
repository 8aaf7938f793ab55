using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// The statements on a <see cref="PlainTable"/>. Parameters are told by their place. Those for many rows take a list for each
/// column, so that there is one statement, prepared once, for any number of rows.
/// </summary>
internal sealed class PlainStatements
{
    private readonly ConcurrentDictionary<(ulong Members, bool IsMany), string> _updates = new();
    private readonly ConcurrentDictionary<(PlainTable Other, string Member), string> _namedBy = new();
    private readonly ConcurrentDictionary<(PlainTable Named, string Member), string> _readWith = new();
    private readonly PlainTable _table;
    private readonly string _columns;
    private readonly string _key;

    public PlainStatements(PlainTable table)
    {
        _table = table;
        _columns = Names(table.Columns);
        _key = table.Keys[0].Name;
        Lock = $"SELECT {_columns} FROM {table.Name} WHERE {_key} = $1 FOR UPDATE";
        LockMany = $"SELECT {_columns} FROM {table.Name} WHERE {_key} = ANY ($1) ORDER BY {_key} FOR UPDATE";
        Read = $"SELECT {Versioned(table, "t")} FROM {table.Name} AS t WHERE t.{_key} = ANY ($1)";
        Verify = ComposeVerify($"ORDER BY t.{_key} FOR UPDATE OF t");
        VerifyNow = ComposeVerify("FOR UPDATE OF t NOWAIT");
        Insert = $"INSERT INTO {table.Name} ({_columns}) VALUES ({string.Join(", ", table.Columns.Select((_, place) => $"${place + 1}"))})";
        InsertMany = $"INSERT INTO {table.Name} ({_columns}) SELECT * FROM {Lists(table.Columns)}";
        Delete = Checked($"DELETE FROM {table.Name} AS t", "USING", [], isMany: false);
        DeleteMany = Checked($"DELETE FROM {table.Name} AS t", "USING", [], isMany: true);
        DeleteIfThere = $"DELETE FROM {table.Name} WHERE {_key} = $1";
        DeleteAny = $"DELETE FROM {table.Name} WHERE {_key} = ANY ($1)";
    }

    /// <summary>Selects the row of a key and locks it until the transaction ends.</summary>
    public string Lock { get; }

    /// <summary>Selects the rows of some keys and locks them, in key order, until the transaction ends.</summary>
    public string LockMany { get; }

    /// <summary>Selects the rows of some keys, each followed by its version.</summary>
    public string Read { get; }

    /// <summary>Locks the rows of some keys until the transaction ends, in key order, and fails if one does not have the version given with it.</summary>
    public string Verify { get; }

    /// <summary>The same, but it fails too (55P03) if somebody else has one of them locked.</summary>
    public string VerifyNow { get; }

    public string Insert { get; }

    public string InsertMany { get; }

    /// <summary>Deletes a row that must be as it was read.</summary>
    public string Delete { get; }

    public string DeleteMany { get; }

    /// <summary>Deletes the row of a key if it is still there.</summary>
    public string DeleteIfThere { get; }

    /// <summary>Deletes those rows of some keys that are still there. PostgreSQL plans it anew each time, for lists of other lengths.</summary>
    public string DeleteAny { get; }

    /// <summary>Writes some members, bits by the place of their column, to rows that must be as they were read.</summary>
    public string Update(ulong members, bool isMany) =>
        _updates.GetOrAdd((members, isMany), static (update, statements) => statements.ComposeUpdate(update.Members, update.IsMany), this);

    /// <summary>Selects the row whose key stands in a member of the row of another table's key.</summary>
    public string NamedBy(PlainTable other, string member) =>
        _namedBy.GetOrAdd((other, member), static (by, statements) => statements.ComposeNamedBy(by.Other, by.Member), this);

    /// <summary>
    /// Selects the rows of some keys, each followed by its version and by the row, with its version, whose key stands in that
    /// member: all as they were at one instant.
    /// </summary>
    public string ReadWith(PlainTable named, string member) =>
        _readWith.GetOrAdd((named, member), static (with, statements) => statements.ComposeReadWith(with.Named, with.Member), this);

    /// <summary>The versions of rows as a parameter.</summary>
    public static NpgsqlParameter Versions(IEnumerable<uint> versions) =>
        new() { Value = versions.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid };

    private static string Versioned(PlainTable table, string alias) =>
        $"{string.Join(", ", table.Columns.Select(column => $"{alias}.{column.Name}"))}, {alias}.xmin";

    private static PlainColumn Reference(PlainTable table, string member) =>
        table.Columns.SingleOrDefault(column => column.Property.Name == member)
        ?? throw new InvalidOperationException($"{table.Name} has no member {member}.");

    private string ComposeNamedBy(PlainTable other, string member) =>
        $"SELECT {_columns} FROM {_table.Name} WHERE {_key} = (SELECT {Reference(other, member).Name} FROM {other.Name} WHERE {other.Keys[0].Name} = $1)";

    private string ComposeReadWith(PlainTable named, string member) =>
        $"SELECT {Versioned(_table, "t")}, {Versioned(named, "n")} FROM {_table.Name} AS t "
        + $"LEFT JOIN {named.Name} AS n ON n.{named.Keys[0].Name} = t.{Reference(_table, member).Name} WHERE t.{_key} = ANY ($1)";

    private string ComposeVerify(string locking) =>
        $"WITH same AS (SELECT 1 FROM {_table.Name} AS t JOIN unnest($1::{_table.Keys[0].ListType}, $2::xid[]) AS v(k, x) ON t.{_key} = v.k "
        + $"WHERE t.xmin = v.x {locking}) SELECT 1 / (count(*) = cardinality($2))::int FROM same";

    private string ComposeUpdate(ulong members, bool isMany)
    {
        IReadOnlyList<PlainColumn> set = [.. _table.ColumnsOf(members)];
        var assignments = set.Select((column, place) => $"{column.Name} = {Value(place, isMany)}");
        return Checked($"UPDATE {_table.Name} AS t SET {string.Join(", ", assignments)}", "FROM", set, isMany);
    }

    /// <summary>
    /// A change of rows as they were read. When one of them is not there, it divides by zero, and so ends the transaction
    /// before the commit that is sent along with it.
    /// </summary>
    private string Checked(string change, string join, IReadOnlyList<PlainColumn> set, bool isMany)
    {
        IReadOnlyList<PlainColumn> given = [.. set, .. _table.Identity];
        var same = _table.Identity.Select((column, place) => $"t.{column.Name} = {Value(set.Count + place, isMany)}");
        var rows = isMany ? $" {join} {Lists(given)}" : "";
        var expected = isMany ? $"${given.Count + 1}" : "1";
        return $"WITH changed AS ({change}{rows} WHERE {string.Join(" AND ", same)} RETURNING 1) SELECT 1 / (count(*) = {expected})::int FROM changed";
    }

    private static string Names(IEnumerable<PlainColumn> columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Value(int place, bool isMany) => isMany ? $"v.c{place}" : $"${place + 1}";

    private static string Lists(IReadOnlyList<PlainColumn> columns)
    {
        var lists = columns.Select((column, place) => $"${place + 1}::{column.ListType}");
        var names = columns.Select((_, place) => $"c{place}");
        return $"unnest({string.Join(", ", lists)}) AS v({string.Join(", ", names)})";
    }
}
