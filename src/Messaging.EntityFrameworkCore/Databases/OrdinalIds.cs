using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Makes opaque ids compare byte by byte: <c>a</c> and <c>A</c> are two ids, whatever the server's collation (R45).</summary>
public static class OrdinalIds
{
    /// <summary>
    /// Sets the collation of the text columns that stand in a key or an index. The outbox's own columns keep theirs. Call it
    /// last in <c>OnModelCreating</c>. SQLite compares ordinally anyway.
    /// </summary>
    public static ModelBuilder UseOrdinalIds(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentNullException.ThrowIfNull(database);

        var collation = database.ProviderName switch
        {
            "Microsoft.EntityFrameworkCore.SqlServer" => "Latin1_General_100_BIN2",
            "Npgsql.EntityFrameworkCore.PostgreSQL" => "C",
            _ => null,
        };
        if (collation is null)
            return modelBuilder;

        var ids = modelBuilder.Model.GetEntityTypes()
            .Where(entity => entity.ClrType.Assembly != typeof(OrdinalIds).Assembly)
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.ClrType == typeof(string) && (property.IsKey() || property.IsIndex()));
        foreach (var id in ids)
            id.SetCollation(collation);

        return modelBuilder;
    }
}
