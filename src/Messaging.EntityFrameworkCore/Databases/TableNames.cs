using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
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
    private readonly IProperty _key;

    private TableNames(DbContext db, Type entityType)
    {
        _sql = db.GetService<ISqlGenerationHelper>();
        _entity = db.Model.FindEntityType(entityType)
            ?? throw new InvalidOperationException($"{entityType.Name} is not part of the model of {db.GetType().Name}.");
        _store = StoreObjectIdentifier.Create(_entity, StoreObjectType.Table)
            ?? throw new InvalidOperationException($"{entityType.Name} has no table in {db.GetType().Name}.");
        Table = _sql.DelimitIdentifier(_store.Name, _store.Schema);
        _key = _entity.FindPrimaryKey() is { Properties: [var key] } ? key
            : throw new InvalidOperationException($"The key of {entityType.Name} in {db.GetType().Name} is not a single property.");
        Key = Column(_key);
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

    /// <exception cref="ArgumentException">The value has not the type of the key property.</exception>
    public void CheckKey(object key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (needed, given) = (KeyType, key.GetType());
        if (!needed.IsAssignableFrom(given))
            throw new ArgumentException($"The key of {_entity.DisplayName()} is a {needed.Name}, not a {given.Name}.", nameof(key));
    }

    /// <summary>A key as an SQL parameter, as the mapping of the key property stores it.</summary>
    public DbParameter KeyParameter(DbCommand command, int index, object key) =>
        _key.GetRelationalTypeMapping().CreateParameter(command, $"key{index}", key, nullable: false);

    /// <summary>The name of the property that an expression selects, which holds keys of the other table.</summary>
    /// <exception cref="ArgumentException">The expression selects no such property.</exception>
    public string ReferenceTo(TableNames other, LambdaExpression reference)
    {
        var selected = reference.Body is UnaryExpression { NodeType: ExpressionType.Convert } boxing ? boxing.Operand : reference.Body;
        return selected is MemberExpression { Expression: ParameterExpression, Member: var member }
            && _entity.FindProperty(member) is { } property
            && (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == other.KeyType
                ? property.Name
                : throw new ArgumentException(
                    $"{reference} has to select a mapped property of {_entity.DisplayName()} that holds a key of "
                    + $"{other._entity.DisplayName()}, a {other.KeyType.Name}.", nameof(reference));
    }

    private Type KeyType => _key.ClrType;

    private string Column(IProperty property) => _sql.DelimitIdentifier(property.GetColumnName(_store)!);
}
