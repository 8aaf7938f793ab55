using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Instants as each database can store and compare them. The outbox claims rows by instants, so its own table needs this; SQLite has no
/// type for instants, and its text form of them can't be sorted.
/// </summary>
public static class Instants
{
    private static readonly ValueConverter<DateTimeOffset, long> _utcTicks = new(
        instant => instant.UtcTicks,
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    /// <summary>
    /// Stores the instants of the outbox, and of all other entities of the model, as UTC ticks on SQLite. The other databases have a
    /// type for instants. Call it last in <c>OnModelCreating</c>.
    /// </summary>
    public static ModelBuilder UseUtcInstants(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        if (database.ProviderName != "Microsoft.EntityFrameworkCore.Sqlite")
            return modelBuilder;

        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?))
                property.SetValueConverter(_utcTicks);
        }

        return modelBuilder;
    }

    /// <summary>The same instant in UTC, truncated to whole microseconds, the precision of PostgreSQL.</summary>
    internal static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
