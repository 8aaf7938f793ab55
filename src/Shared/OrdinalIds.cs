using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Shared;

/// <summary>
/// Makes ids compare byte by byte: <c>a</c> and <c>A</c> are two ids, whatever the server's collation (R45). The services compile this
/// file.
/// </summary>
internal static class OrdinalIds
{
    /// <summary>
    /// Sets the collation of the text columns that stand in a key or an index, and of those whose name ends in <c>Id</c>, which
    /// refer to a key. SQL Server compares no columns of different collations. The outbox's own columns keep theirs. Call it last in
    /// <c>OnModelCreating</c>. SQLite compares ordinally anyway.
    /// </summary>
    public static ModelBuilder UseOrdinalIds(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        var collation = database.ProviderName switch
        {
            "Microsoft.EntityFrameworkCore.SqlServer" => "Latin1_General_100_BIN2",
            "Npgsql.EntityFrameworkCore.PostgreSQL" => "C",
            _ => null,
        };
        if (collation is null)
            return modelBuilder;

        var ids = modelBuilder.Model.GetEntityTypes()
            .Where(entity => entity.ClrType.Assembly == typeof(OrdinalIds).Assembly)
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.ClrType == typeof(string) && IsId(property));
        foreach (var id in ids)
            id.SetCollation(collation);

        return modelBuilder;
    }

    private static bool IsId(IReadOnlyProperty property) =>
        property.IsKey() || property.IsIndex() || property.IsForeignKey() || property.Name.EndsWith("Id", StringComparison.Ordinal);
}
