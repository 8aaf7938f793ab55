using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using TestKit.Servers.Tds;

namespace Host.Tests.Databases.Statements;

/// <summary>
/// Answers any query with one row, whose values are of the types that the models give to its columns, or with none. A query of no table
/// always has a row.
/// </summary>
/// <param name="contexts">The models.</param>
/// <param name="values">The values of some columns; a table whose name has the value null is empty. Null for no row.</param>
internal sealed class AnyRow(IEnumerable<DbContext> contexts, IReadOnlyDictionary<string, object?>? values)
{
    /// <summary>The value of each text, so that whoever is named anywhere is the same person.</summary>
    public const string Text = "x";

    /// <summary>What was handled before is answered by these queries and reads nothing else, so they find no row.</summary>
    private static readonly string[] _handled = ["[idempotent_answers]", "[change_id] = @", "[secret_command_id] = @"];

    /// <summary>Likewise the value of each id.</summary>
    public static readonly Guid Id = Guid.Parse("00000000-0000-7000-8000-000000000001");

    private readonly List<IEntityType> _entities = [.. contexts.SelectMany(db => db.Model.GetEntityTypes())];

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The reply to a query; null for a statement that is none.</summary>
    public TdsReply? ReplyTo(string statement)
    {
        var script = TransactSql.Parse(statement).Script;
        var columns = script.Batches.SelectMany(batch => batch.Statements).Select(ColumnsOf).FirstOrDefault(found => found is not null);
        if (columns is null)
            return null;

        string[] names = [.. columns.Select(column => column.Name)];
        var reads = statement.Contains("FROM", StringComparison.OrdinalIgnoreCase);
        return reads && (values is null || _handled.Any(statement.Contains) || IsEmpty(statement))
            ? TdsReply.NoRows(names)
            : TdsReply.Result(names, [.. columns.Select(column => column.Value)]);
    }

    private bool IsEmpty(string statement) => values!.Any(table =>
        table is { Value: null, Key.Length: > 0 } && statement.Contains($"FROM [feedback].[{table.Key}]", StringComparison.Ordinal));

    private List<(string Name, object? Value)>? ColumnsOf(TSqlStatement statement) => statement switch
    {
        SelectStatement select when FirstOf(select.QueryExpression) is { } query =>
            [.. query.SelectElements.SelectMany(element => Columns(element, query))],
        UpdateStatement { UpdateSpecification.OutputClause.SelectColumns: [SelectStarExpression] } => [.. AllColumns("outbox_messages")],
        _ => null,
    };

    /// <summary>A union's columns are those of its first query.</summary>
    private static QuerySpecification? FirstOf(QueryExpression? query) => query switch
    {
        BinaryQueryExpression union => FirstOf(union.FirstQueryExpression),
        QueryParenthesisExpression parenthesis => FirstOf(parenthesis.QueryExpression),
        _ => query as QuerySpecification,
    };

    private IEnumerable<(string Name, object? Value)> Columns(SelectElement element, QuerySpecification query)
    {
        var names = new Names();
        query.Accept(names);
        if (element is SelectStarExpression)
            return AllColumns(names.Tables[0].Table);

        var selected = (SelectScalarExpression)element;
        var within = new Names();
        selected.Expression.Accept(within);
        var column = within.Columns.FirstOrDefault();
        return [(selected.ColumnName?.Value ?? column?.Identifiers[^1].Value ?? "value", ValueOf(selected.Expression, column, names))];
    }

    private object? ValueOf(TSqlFragment expression, MultiPartIdentifier? column, Names names) => expression switch
    {
        FunctionCall { FunctionName.Value: "COUNT" } => 1,
        FunctionCall { FunctionName.Value: "COUNT_BIG" } => 1L,
        FunctionCall { FunctionName.Value: "SYSUTCDATETIME" } => TimeProvider.System.GetUtcNow().UtcDateTime,
        _ when TransactSql.TextOf(expression).Contains("AS bit", StringComparison.OrdinalIgnoreCase) => true,
        StringLiteral text when Guid.TryParse(text.Value, out _) => Id,
        IntegerLiteral number => int.Parse(number.Value, CultureInfo.InvariantCulture),
        _ when column is null => 1,
        _ => ValueOf(column, names),
    };

    /// <summary>A column's table is found by its alias, or else it is one of those that the query reads.</summary>
    private object? ValueOf(MultiPartIdentifier column, Names names)
    {
        var name = column.Identifiers[^1].Value.TrimEnd("0123456789".ToCharArray());
        var alias = column.Count > 1 ? column.Identifiers[^2].Value : null;
        var tables = names.Tables.OrderByDescending(table => table.Alias == alias).Select(table => table.Table);
        var property = tables.SelectMany(table => Entity(table).GetProperties())
            .FirstOrDefault(known => known.GetColumnName() == name);
        return property is null ? 1 : ValueOf(property);
    }

    private IEnumerable<(string Name, object? Value)> AllColumns(string table) =>
        Entity(table).GetProperties().Select(property => (property.GetColumnName(), ValueOf(property)));

    private IEntityType Entity(string table) => _entities.First(entity => entity.GetTableName() == table);

    private object? ValueOf(IProperty property)
    {
        if (values?.TryGetValue(property.GetColumnName(), out var given) == true)
            return given;

        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var text when text == typeof(string) => Text,
            var id when id == typeof(Guid) => Id,
            var instant when instant == typeof(DateTimeOffset) => Now,
            var flag when flag == typeof(bool) => true,
            var number when number == typeof(decimal) => 3m,
            var number when number == typeof(long) => 3L,
            var bytes when bytes == typeof(byte[]) => "{}"u8.ToArray(),
            _ => 3,
        };
    }

    /// <summary>The tables and columns of a part of a statement, in their order.</summary>
    private sealed class Names : TSqlFragmentVisitor
    {
        public List<(string? Alias, string Table)> Tables { get; } = [];

        public List<MultiPartIdentifier> Columns { get; } = [];

        public override void Visit(NamedTableReference node)
        {
            if (node.SchemaObject.SchemaIdentifier is { Value: not "sys" })
                Tables.Add((node.Alias?.Value, node.SchemaObject.BaseIdentifier.Value));
        }

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is { } name)
                Columns.Add(name);
        }
    }
}
