using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Feedback.Saga.Persistence;

/// <summary>Opaque ids are compared byte by byte: <c>a</c> and <c>A</c> are two contracts, whatever the server's collation.</summary>
internal static class OrdinalIds
{
    public static void UseOrdinalIds(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        var collation = database.ProviderName switch
        {
            "Microsoft.EntityFrameworkCore.SqlServer" => "Latin1_General_100_BIN2",
            "Npgsql.EntityFrameworkCore.PostgreSQL" => "C",
            _ => null,
        };
        if (collation is null)
            return;

        var ids = modelBuilder.Model.GetEntityTypes()
            .Where(entity => entity.ClrType.Assembly == typeof(OrdinalIds).Assembly)
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.ClrType == typeof(string) && (property.IsKey() || property.IsIndex()));
        foreach (var id in ids)
            id.SetCollation(collation);
    }
}
