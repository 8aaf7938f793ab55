using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Shared;

/// <summary>
/// Names of database objects in snake_case, which needs no quotes in the tools that operators use. The services compile this file, since
/// neither of them may reference the other. EFCore.NamingConventions would also rename the columns of the migrations' history.
/// </summary>
internal static class SnakeCaseNames
{
    /// <summary>Names tables, columns, keys and indexes. Call it last in <c>OnModelCreating</c>.</summary>
    public static ModelBuilder UseSnakeCaseNames(this ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table)
                entity.SetTableName(SnakeCase(table));

            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(ColumnName(entity, property)));

            foreach (var key in entity.GetKeys())
                key.SetName(SnakeCase(key.GetName()!));

            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));

            foreach (var reference in entity.GetForeignKeys())
                reference.SetConstraintName(SnakeCase(reference.GetConstraintName()!));
        }

        return modelBuilder;
    }

    /// <summary>A part of an entity has the name of its property before the names of its columns, so that two parts stay apart.</summary>
    private static string ColumnName(IMutableEntityType entity, IMutableProperty property) =>
        StoreObjectIdentifier.Create(entity, StoreObjectType.Table) is { } table && property.GetColumnName(table) is { } column
            ? column
            : property.Name;

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
