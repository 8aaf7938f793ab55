using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Conventions for the models of the services: names of database objects, and the storage of instants.</summary>
public static class ModelConventions
{
    private static readonly ValueConverter<DateTimeOffset, long> _utcTicks = new(
        instant => instant.UtcTicks,
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    /// <summary>
    /// Names tables, columns, keys and indexes in snake_case, which needs no quotes in the tools that operators use.
    /// Call it last in <c>OnModelCreating</c>.
    /// </summary>
    public static ModelBuilder UseSnakeCaseNames(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);

        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table)
                entity.SetTableName(SnakeCase(table));

            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));

            foreach (var key in entity.GetKeys())
                key.SetName(SnakeCase(key.GetName()!));

            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));

            foreach (var reference in entity.GetForeignKeys())
                reference.SetConstraintName(SnakeCase(reference.GetConstraintName()!));
        }

        return modelBuilder;
    }

    /// <summary>
    /// Stores instants as UTC ticks on SQLite, whose text form of them can't be sorted. The other databases have a type for
    /// instants. Call it last in <c>OnModelCreating</c>.
    /// </summary>
    public static ModelBuilder UseUtcInstants(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentNullException.ThrowIfNull(database);

        if (database.ProviderName != "Microsoft.EntityFrameworkCore.Sqlite")
            return modelBuilder;

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?))
                property.SetValueConverter(_utcTicks);
        }

        return modelBuilder;
    }

    private static string SnakeCase(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (var index = 0; index < name.Length; index++)
        {
            var startsWord = char.IsUpper(name[index]) && index > 0 && name[index - 1] != '_'
                && (char.IsLower(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));
            if (startsWord)
                result.Append('_');

            result.Append(char.ToLowerInvariant(name[index]));
        }

        return result.ToString();
    }
}

/// <summary>Instants as each supported database can store them: in UTC, with a precision of one microsecond.</summary>
public static class Instants
{
    /// <summary>The same instant in UTC, truncated to whole microseconds, the precision of PostgreSQL.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
