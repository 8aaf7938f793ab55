using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>A column of a <see cref="RawTable"/>: makes parameters of a property's values, and reads values into the property.</summary>
internal sealed class RawColumn
{
    /// <summary>EF Core's type mappings create a parameter through a command. This command is never executed.</summary>
    private static readonly NpgsqlCommand _parameterFactory = new();

    private static readonly MethodInfo _isNull = typeof(DbDataReader).GetMethod(nameof(DbDataReader.IsDBNull))!;

    private readonly RelationalTypeMapping _mapping;
    private readonly IClrPropertyGetter _getter;
    private readonly Type _elementType;
    private readonly NpgsqlDbType _listType;

    public RawColumn(IProperty property, string name)
    {
        Property = property;
        Name = name;
        _mapping = property.GetRelationalTypeMapping();
        _getter = property.GetGetter();

        var stored = _mapping.Converter?.ProviderClrType ?? property.ClrType;
        _elementType = stored.IsValueType && property.IsNullable && Nullable.GetUnderlyingType(stored) is null
            ? typeof(Nullable<>).MakeGenericType(stored)
            : stored;
        _listType = NpgsqlDbType.Array | Parameter(null).NpgsqlDbType;
    }

    public IProperty Property { get; }

    /// <summary>The quoted name.</summary>
    public string Name { get; }

    /// <summary>The array type for a list of values. It has no length: a cast to a type with a length truncates values silently.</summary>
    public string ListType => $"{_mapping.StoreTypeNameBase}[]";

    public object? ValueOf(object entity) => _getter.GetClrValue(entity);

    public NpgsqlParameter Parameter(object? value) =>
        (NpgsqlParameter)_mapping.CreateParameter(_parameterFactory, "", value, nullable: true);

    /// <summary>The values of several rows as one positional array parameter.</summary>
    public NpgsqlParameter List(IEnumerable<object?> values)
    {
        var stored = values.Select(value => _mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value).ToArray();
        var list = Array.CreateInstance(_elementType, stored.Length);
        Array.Copy(stored, list, stored.Length);
        return new NpgsqlParameter { Value = list, NpgsqlDbType = _listType };
    }

    /// <summary>Assigns the reader's value at <paramref name="index"/> to the property of <paramref name="entity"/>.</summary>
    public Expression Assign(ParameterExpression entity, ParameterExpression reader, Expression index)
    {
        Expression value = _mapping.CustomizeDataReaderExpression(Expression.Call(reader, _mapping.GetDataReaderMethod(), index));
        if (_mapping.Converter is { } converter)
            value = Expression.Invoke(converter.ConvertFromProviderExpression, value);

        value = value.Type == Property.ClrType ? value : Expression.Convert(value, Property.ClrType);
        if (Property.IsNullable)
            value = Expression.Condition(Expression.Call(reader, _isNull, index), Expression.Default(Property.ClrType), value);

        return Expression.Assign(Expression.MakeMemberAccess(entity, TargetOf(Property)!), value);
    }

    /// <summary>
    /// The member that EF Core assigns when it reads a row, or the setter if that member is a read-only field. Null if the
    /// property can't be assigned.
    /// </summary>
    public static MemberInfo? TargetOf(IProperty property) =>
        property.GetMemberInfo(forMaterialization: true, forSet: true) is var member && member is not FieldInfo { IsInitOnly: true }
            ? member
            : property.PropertyInfo is { CanWrite: true } settable ? settable : null;
}
