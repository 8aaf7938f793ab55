using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>The table of an entity that the raw path supports (<see cref="RawMapping"/>): reads and saves without EF Core.</summary>
internal sealed class RawTable
{
    /// <summary>The columns that an update writes are a bit set in a <c>ulong</c>.</summary>
    public const int MaxColumns = 64;

    private static readonly ConditionalWeakTable<IModel, ConcurrentDictionary<IEntityType, RawTable?>> _byModel = [];

    private readonly Lazy<Func<DbDataReader, int, object>> _reader;

    private RawTable(IEntityType entity, StoreObjectIdentifier store, ISqlGenerationHelper sql)
    {
        Name = sql.DelimitIdentifier(store.Name, store.Schema);
        Columns = [.. entity.GetProperties()
            .Select(property => new RawColumn(property, sql.DelimitIdentifier(property.GetColumnName(store)!)))];
        Keys = [.. Columns.Where(column => column.Property.IsPrimaryKey())];
        Identity = [.. Keys, .. Columns.Where(column => column.Property.IsConcurrencyToken && !column.Property.IsPrimaryKey())];
        HasUniqueConstraints = entity.GetKeys().Count() > 1 || entity.GetIndexes().Any(index => index.IsUnique);
        Statements = new RawStatements(this);
        _reader = new Lazy<Func<DbDataReader, int, object>>(() => CompileReader(entity.ClrType));
    }

    /// <summary>The quoted name, with its schema if it has one.</summary>
    public string Name { get; }

    public IReadOnlyList<RawColumn> Columns { get; }

    public IReadOnlyList<RawColumn> Keys { get; }

    /// <summary>The key and the concurrency tokens. A statement with all of them finds the row only if it is as it was read.</summary>
    public IReadOnlyList<RawColumn> Identity { get; }

    /// <summary>Whether the table has a unique constraint besides its key: then the order of several updates may matter.</summary>
    public bool HasUniqueConstraints { get; }

    public RawStatements Statements { get; }

    /// <summary>The table of that entity, or null if the raw path does not support the entity.</summary>
    public static RawTable? Of(DbContext db, Type entityType) => db.Model.FindEntityType(entityType) is { } entity ? Of(db, entity) : null;

    /// <inheritdoc cref="Of(DbContext, Type)"/>
    public static RawTable? Of(DbContext db, IEntityType entity) =>
        _byModel.GetOrCreateValue(db.Model).GetOrAdd(entity, static (mapped, context) => Create(context, mapped), db);

    /// <summary>The columns of a bit set (bit n is the column at index n), in the order in which an update takes their values.</summary>
    public IEnumerable<RawColumn> ColumnsOf(ulong columns) => Columns.Where((_, index) => (columns & (1UL << index)) != 0);

    /// <summary>
    /// Creates the entity of the reader's current row, which has all <see cref="Columns"/> in their order, the first at index
    /// <paramref name="start"/>.
    /// </summary>
    public object Read(DbDataReader reader, int start = 0) => _reader.Value(reader, start);

    private static RawTable? Create(DbContext db, IEntityType entity) =>
        RawMapping.IsSupported(entity) && !HasMaterializationInterceptor(db)
        && StoreObjectIdentifier.Create(entity, StoreObjectType.Table) is { } store
            ? new RawTable(entity, store, db.GetService<ISqlGenerationHelper>())
            : null;

    private static bool HasMaterializationInterceptor(DbContext db) =>
        db.GetService<IEnumerable<ISingletonInterceptor>>().OfType<IMaterializationInterceptor>().Any();

    private Func<DbDataReader, int, object> CompileReader(Type entityType)
    {
        var reader = Expression.Parameter(typeof(DbDataReader), "reader");
        var start = Expression.Parameter(typeof(int), "start");
        var entity = Expression.Variable(entityType, "entity");
        Expression[] body =
        [
            Expression.Assign(entity, Expression.New(entityType)),
            .. Columns.Select((column, index) => column.Assign(entity, reader, Expression.Add(start, Expression.Constant(index)))),
            entity,
        ];
        return Expression
            .Lambda<Func<DbDataReader, int, object>>(Expression.Block(typeof(object), [entity], body), reader, start)
            .Compile();
    }
}
