using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// An entity that is one table and nothing else, so that its rows can be read and written without EF Core's help: each
/// member is a column whose value the program gives; no inheritance, no parts, no references, no filters.
/// </summary>
internal sealed class PlainTable
{
    /// <summary>The members that an update writes are told as a set of bits.</summary>
    private const int MostColumns = 64;

    private const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConditionalWeakTable<IModel, ConcurrentDictionary<Type, PlainTable?>> s_byModel = [];

    private readonly Lazy<Func<DbDataReader, int, object>> _reader;

    private PlainTable(IEntityType entity, StoreObjectIdentifier store, ISqlGenerationHelper sql)
    {
        Name = sql.DelimitIdentifier(store.Name, store.Schema);
        Columns = [.. entity.GetProperties().Select(property => new PlainColumn(property, sql.DelimitIdentifier(property.GetColumnName(store)!)))];
        Keys = [.. Columns.Where(column => column.Property.IsPrimaryKey())];
        Identity = [.. Keys, .. Columns.Where(column => column.Property.IsConcurrencyToken && !column.Property.IsPrimaryKey())];
        HasUniqueMembers = entity.GetKeys().Count() > 1 || entity.GetIndexes().Any(index => index.IsUnique);
        Statements = new PlainStatements(this);
        _reader = new Lazy<Func<DbDataReader, int, object>>(() => CompileReader(entity.ClrType));
    }

    /// <summary>The quoted name, with its schema if it has one.</summary>
    public string Name { get; }

    public IReadOnlyList<PlainColumn> Columns { get; }

    public IReadOnlyList<PlainColumn> Keys { get; }

    /// <summary>What tells a row as it was read: its key and its concurrency tokens.</summary>
    public IReadOnlyList<PlainColumn> Identity { get; }

    /// <summary>Whether more than the key must be unique: then it may matter which of several rows is changed first.</summary>
    public bool HasUniqueMembers { get; }

    /// <summary>Whether a change of a row shows that it was as it had been read.</summary>
    public bool HasToken => Identity.Count > Keys.Count;

    public PlainStatements Statements { get; }

    /// <summary>The table of that entity; none if it is not plain.</summary>
    public static PlainTable? Of(DbContext db, Type entityType) =>
        s_byModel.GetOrCreateValue(db.Model).GetOrAdd(entityType, static (type, context) => Create(context, type), db);

    /// <summary>The columns of some members, bits by the place of their column, in the order in which an update takes their values.</summary>
    public IEnumerable<PlainColumn> ColumnsOf(ulong members) => Columns.Where((_, place) => (members & (1UL << place)) != 0);

    /// <summary>The entity of the row that the reader is at, which has all <see cref="Columns"/> in their order, the first at <paramref name="start"/>.</summary>
    public object Read(DbDataReader reader, int start = 0) => _reader.Value(reader, start);

    private static PlainTable? Create(DbContext db, Type entityType) =>
        db.Model.FindEntityType(entityType) is { } entity && IsPlain(entity) && !IsWatched(db)
        && StoreObjectIdentifier.Create(entity, StoreObjectType.Table) is { } store
            ? new PlainTable(entity, store, db.GetService<ISqlGenerationHelper>())
            : null;

    /// <summary>Whether somebody wants a say in how entities are made.</summary>
    private static bool IsWatched(DbContext db) =>
        db.GetService<IEnumerable<ISingletonInterceptor>>().OfType<IMaterializationInterceptor>().Any();

    private static bool IsPlain(IEntityType entity) =>
        entity.FindPrimaryKey() is not null
        && !entity.IsOwned()
        && entity.BaseType is null
        && !entity.GetDirectlyDerivedTypes().Any()
        && entity.GetTableMappings().Count() == 1
        && !entity.GetForeignKeys().Any()
        && !entity.GetReferencingForeignKeys().Any()
        && !entity.GetSkipNavigations().Any()
        && !entity.GetComplexProperties().Any()
        && entity.GetDeclaredQueryFilters().Count == 0
        && entity.ClrType.GetConstructor(Constructors, Type.EmptyTypes) is not null
        && entity.GetProperties().Count() <= MostColumns
        && entity.GetProperties().All(IsPlain);

    /// <summary>A Guid that EF Core makes up for a new row comes from the process; everything else that is generated does not.</summary>
    private static bool IsPlain(IProperty property) =>
        !property.IsShadowProperty()
        && PlainColumn.Target(property) is not null
        && (property.ValueGenerated == ValueGenerated.Never || (property.ValueGenerated == ValueGenerated.OnAdd && property.ClrType == typeof(Guid)))
        && property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save
        && property.GetDefaultValueSql() is null
        && property.GetComputedColumnSql() is null
        && !property.TryGetDefaultValue(out _)
        && !(property.IsConcurrencyToken && property.IsNullable);

    private Func<DbDataReader, int, object> CompileReader(Type entityType)
    {
        var reader = Expression.Parameter(typeof(DbDataReader), "reader");
        var start = Expression.Parameter(typeof(int), "start");
        var entity = Expression.Variable(entityType, "entity");
        Expression[] steps =
        [
            Expression.Assign(entity, Expression.New(entityType)),
            .. Columns.Select((column, place) => column.Assign(entity, reader, Expression.Add(start, Expression.Constant(place)))),
            entity,
        ];
        return Expression.Lambda<Func<DbDataReader, int, object>>(Expression.Block(typeof(object), [entity], steps), reader, start).Compile();
    }
}
