using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// The mappings that the raw path supports: those for which it reads and writes exactly what EF Core does. EF Core keeps everything
/// that is not listed here.
/// </summary>
internal static class RawMapping
{
    /// <summary>What a property may be in the database: the CLR type that is stored, after conversion, and its PostgreSQL types.</summary>
    private static readonly Dictionary<Type, string[]> _storeTypes = new()
    {
        [typeof(bool)] = ["boolean"],
        [typeof(byte)] = ["smallint"],
        [typeof(short)] = ["smallint"],
        [typeof(int)] = ["integer"],
        [typeof(long)] = ["bigint"],
        [typeof(float)] = ["real"],
        [typeof(double)] = ["double precision"],
        [typeof(decimal)] = ["numeric"],
        [typeof(string)] = ["text", "character varying"],
        [typeof(Guid)] = ["uuid"],
        [typeof(DateTime)] = ["timestamp with time zone", "timestamp without time zone"],
        [typeof(DateTimeOffset)] = ["timestamp with time zone"],
        [typeof(DateOnly)] = ["date"],
        [typeof(TimeOnly)] = ["time without time zone"],
        [typeof(TimeSpan)] = ["interval"],
        [typeof(byte[])] = ["bytea"],
    };

    /// <summary>
    /// The entity has one table, which no other entity shares, and a key; it is created by a constructor without parameters. It has
    /// nothing but properties: no relationships, parts, inheritance, filters, triggers, stored procedures, views or queries.
    /// </summary>
    public static bool IsSupported(IEntityType entity) =>
        entity.FindPrimaryKey() is not null
        && !entity.HasSharedClrType
        && !entity.IsOwned()
        && entity.BaseType is null
        && !entity.GetDirectlyDerivedTypes().Any()
        && entity.GetTableMappings().ToList() is [var mapping]
        && mapping.Table.EntityTypeMappings.Count() == 1
        && !entity.GetViewMappings().Any()
        && !entity.GetFunctionMappings().Any()
        && !entity.GetSqlQueryMappings().Any()
        && !entity.GetInsertStoredProcedureMappings().Any()
        && !entity.GetUpdateStoredProcedureMappings().Any()
        && !entity.GetDeleteStoredProcedureMappings().Any()
        && !entity.GetDeclaredTriggers().Any()
        && !entity.GetForeignKeys().Any()
        && !entity.GetReferencingForeignKeys().Any()
        && !entity.GetNavigations().Any()
        && !entity.GetSkipNavigations().Any()
        && !entity.GetComplexProperties().Any()
        && !entity.GetServiceProperties().Any()
        && entity.GetDeclaredQueryFilters().Count == 0
        && entity.GetChangeTrackingStrategy() == ChangeTrackingStrategy.Snapshot
        && entity.ConstructorBinding is ConstructorBinding { ParameterBindings.Count: 0 }
        && entity.GetProperties().Count() <= RawTable.MaxColumns
        && entity.GetProperties().All(IsSupported);

    /// <summary>
    /// The property is a member of the entity with a column of its own, whose value the program assigns. EF Core generates a Guid in
    /// the process when the entity is added; all other values that are generated come from the database.
    /// </summary>
    private static bool IsSupported(IProperty property) =>
        !property.IsShadowProperty()
        && !property.IsIndexerProperty()
        && RawColumn.TargetOf(property) is not null
        && HasSupportedType(property)
        && (property.ValueGenerated == ValueGenerated.Never
            || (property.ValueGenerated == ValueGenerated.OnAdd
                && property.ClrType == typeof(Guid)
                && property.GetValueGeneratorFactory() is null))
        && property.GetBeforeSaveBehavior() == PropertySaveBehavior.Save
        && (property.IsPrimaryKey() || property.GetAfterSaveBehavior() == PropertySaveBehavior.Save)
        && property.GetDefaultValueSql() is null
        && property.GetComputedColumnSql() is null
        && !property.TryGetDefaultValue(out _)
        && !(property.IsConcurrencyToken && property.IsNullable);

    private static bool HasSupportedType(IProperty property)
    {
        var mapping = property.GetRelationalTypeMapping();
        var stored = mapping.Converter?.ProviderClrType ?? property.ClrType;
        return property.GetElementType() is null
            && mapping.Converter is null or { ConvertsNulls: false }
            && _storeTypes.TryGetValue(Nullable.GetUnderlyingType(stored) ?? stored, out var storeTypes)
            && storeTypes.Contains(mapping.StoreTypeNameBase);
    }
}
