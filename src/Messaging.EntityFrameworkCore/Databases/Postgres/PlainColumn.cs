using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>A column of a <see cref="PlainTable"/>: how a member becomes a parameter, and how it is read.</summary>
internal sealed class PlainColumn
{
    /// <summary>Mappings make their parameters by a command; this one is never run.</summary>
    private static readonly NpgsqlCommand s_maker = new();

    private static readonly MethodInfo s_isNull = typeof(DbDataReader).GetMethod(nameof(DbDataReader.IsDBNull))!;

    private readonly RelationalTypeMapping _mapping;
    private readonly IClrPropertyGetter _getter;
    private readonly Type _elementType;
    private readonly NpgsqlDbType _listType;

    public PlainColumn(IProperty property, string name)
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

    /// <summary>The type for a list of values; without the length, to which a cast would cut them off in silence.</summary>
    public string ListType => $"{_mapping.StoreTypeNameBase}[]";

    public object? ValueOf(object entity) => _getter.GetClrValue(entity);

    /// <summary>One value as a parameter that is told by its place.</summary>
    public NpgsqlParameter Parameter(object? value) => (NpgsqlParameter)_mapping.CreateParameter(s_maker, "", value, nullable: true);

    /// <summary>The values of several rows as one parameter.</summary>
    public NpgsqlParameter List(IEnumerable<object?> values)
    {
        var stored = values.Select(value => _mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value).ToArray();
        var list = Array.CreateInstance(_elementType, stored.Length);
        Array.Copy(stored, list, stored.Length);
        return new NpgsqlParameter { Value = list, NpgsqlDbType = _listType };
    }

    /// <summary>Assigns what <paramref name="reader"/> has at a place to the member of <paramref name="entity"/>.</summary>
    public Expression Assign(ParameterExpression entity, ParameterExpression reader, Expression place)
    {
        Expression value = _mapping.CustomizeDataReaderExpression(Expression.Call(reader, _mapping.GetDataReaderMethod(), place));
        if (_mapping.Converter is { } converter)
            value = Expression.Invoke(converter.ConvertFromProviderExpression, value);

        value = value.Type == Property.ClrType ? value : Expression.Convert(value, Property.ClrType);
        if (Property.IsNullable)
            value = Expression.Condition(Expression.Call(reader, s_isNull, place), Expression.Default(Property.ClrType), value);

        return Expression.Assign(Expression.MakeMemberAccess(entity, Target(Property)!), value);
    }

    /// <summary>What EF Core writes to when it reads a row, or, for a member that is set once, its setter; none if there is neither.</summary>
    public static MemberInfo? Target(IProperty property) =>
        property.GetMemberInfo(forMaterialization: true, forSet: true) is var member && member is not FieldInfo { IsInitOnly: true }
            ? member
            : property.PropertyInfo is { CanWrite: true } settable ? settable : null;
}
