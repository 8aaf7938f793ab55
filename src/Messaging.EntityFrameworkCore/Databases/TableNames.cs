using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>The quoted names of one entity's table and columns, for SQL that LINQ can't express.</summary>
internal sealed class TableNames
{
    private static readonly ConditionalWeakTable<IModel, ConcurrentDictionary<Type, TableNames>> _byModel = [];

    private readonly ISqlGenerationHelper _sql;
    private readonly IEntityType _entity;
    private readonly StoreObjectIdentifier _store;

    private TableNames(DbContext db, Type entityType)
    {
        _sql = db.GetService<ISqlGenerationHelper>();
        _entity = db.Model.FindEntityType(entityType)
            ?? throw new InvalidOperationException($"{entityType.Name} is not part of the model of {db.GetType().Name}.");
        _store = StoreObjectIdentifier.Create(_entity, StoreObjectType.Table)
            ?? throw new InvalidOperationException($"{entityType.Name} has no table in {db.GetType().Name}.");
        Table = _sql.DelimitIdentifier(_store.Name, _store.Schema);
        Key = Column(_entity.FindPrimaryKey()!.Properties.Single());
    }

    /// <summary>The quoted table, with its schema if it has one.</summary>
    public string Table { get; }

    /// <summary>The quoted column of the primary key, which must be a single column.</summary>
    public string Key { get; }

    public static TableNames Of<TEntity>(DbContext db) =>
        _byModel.GetOrCreateValue(db.Model).GetOrAdd(typeof(TEntity), (type, context) => new TableNames(context, type), db);

    public string Column(string property) => Column(_entity.GetProperty(property));

    /// <summary>Converts a value to what the database stores for that property, for use as an SQL parameter.</summary>
    public object Store(string property, object value) =>
        _entity.GetProperty(property).GetTypeMapping().Converter?.ConvertToProvider(value) ?? value;

    private string Column(IProperty property) => _sql.DelimitIdentifier(property.GetColumnName(_store)!);
}
