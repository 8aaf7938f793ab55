using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Mappings;

/// <summary>Types of a property.</summary>
internal static class PropertyMappings
{
    private static readonly DateTime _utc = new(2026, 3, 1, 12, 0, 0, 123, 456, DateTimeKind.Utc);

    public static IEnumerable<Mapping> All =>
    [
        .. Of("bool", true, false),
        .. Of("byte", (byte)1, (byte)255),
        .. Of("short", (short)1, short.MinValue),
        .. Of("int", 1, int.MinValue),
        .. Of("long", 1L, long.MinValue),
        .. Of("float", 1.5f, float.NaN),
        .. Of("double", 0.1, double.NegativeInfinity),
        .. Of("decimal", 12.3456m, decimal.MaxValue),
        .. Of("Guid", Guid.Parse("0198a1b2-0000-7000-8000-000000000001"), Guid.Empty),
        .. Of("DateTime in UTC", _utc, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)),
        .. Of("DateTimeOffset", new DateTimeOffset(_utc), DateTimeOffset.MinValue),
        .. Of("DateOnly", new DateOnly(2026, 3, 1), DateOnly.MinValue),
        .. Of("TimeOnly", new TimeOnly(1, 2, 3), TimeOnly.MaxValue),
        .. Of("TimeSpan", TimeSpan.FromHours(30), TimeSpan.FromTicks(-10)),
        .. Of("enum", DayOfWeek.Friday, DayOfWeek.Sunday),
        .. Mapping.OfProperty("string", true, "first", "second, with a \" and a \\"),
        .. Mapping.OfProperty("byte[]", true, (byte[])[1, 2, 3], (byte[])[]),

        .. Mapping.OfProperty("string with a length", true, "1234", "", property => property.HasMaxLength(4)),
        .. Mapping.OfProperty("string that is too long", true, "1", "12345", property => property.HasMaxLength(4)),
        .. Mapping.OfProperty("string with an impossible character", true, "a", "a\0"),
        .. Mapping.OfProperty("decimal that is rounded", true, 1.25m, 1.35m, property => property.HasPrecision(10, 1)),
        .. Mapping.OfProperty("decimal that is too large", true, 1.2m, 123.4m, property => property.HasPrecision(3, 1)),
        .. Mapping.OfProperty("instant that is rounded", true, _utc, _utc.AddMilliseconds(1), property => property.HasPrecision(0)),
        .. Mapping.OfProperty("instant in local time", true, default, new DateTimeOffset(_utc).ToOffset(TimeSpan.FromHours(1))),
        .. Mapping.OfProperty("DateTime of no kind", true, _utc, new DateTime(2026, 3, 1)),
        .. Mapping.OfProperty(
            "DateTime without time zone",
            true,
            new DateTime(2026, 3, 1),
            default,
            property => property.HasColumnType("timestamp without time zone")),
        .. Mapping.OfProperty("enum as text", true, DayOfWeek.Friday, DayOfWeek.Sunday, property => property.HasConversion<string>()),
        .. Mapping.OfProperty<DayOfWeek?>(
            "optional enum as number", true, DayOfWeek.Friday, null, property => property.HasConversion<int?>().IsRequired(false)),
        .. Mapping.OfProperty(
            "strong id",
            true,
            new StrongId(Guid.Parse("0198a1b2-0000-7000-8000-000000000001")),
            new StrongId(Guid.Empty),
            property => property.HasConversion(id => id.Value, value => new StrongId(value))),
        .. Mapping.OfProperty(
            "Uri", true, new Uri("http://one/"), new Uri("http://two/"), property => property.HasConversion<string>()),
        .. Mapping.OfProperty("bool as text", true, true, false, property => property.HasConversion<string>()),
        .. Mapping.OfProperty("concurrency token", true, 1, 2, property => property.IsConcurrencyToken()),
        .. Mapping.OfProperty("text with a collation", true, "b", "B", property => property.UseCollation("C")),

        .. Mapping.OfProperty("string[]", false, (string[])["a", "b"], (string[])[]),
        .. Mapping.OfProperty("List of int", false, (List<int>)[1, 2], (List<int>)[3]),
        .. Mapping.OfProperty("mapped enum", false, Colour.Red, Colour.Blue),
        .. Mapping.OfProperty<Colour?>("optional mapped enum", false, Colour.Red, null),
        .. Mapping.OfProperty("char", false, 'a', 'b'),
        .. Mapping.OfProperty("uint", true, 1u, 2u),
        .. Mapping.OfProperty("ulong", true, 1ul, ulong.MaxValue),
        .. Mapping.OfProperty("sbyte", true, (sbyte)1, (sbyte)-1),
        .. Mapping.OfProperty("ushort", true, (ushort)1, ushort.MaxValue),
        .. Mapping.OfProperty("JsonDocument", false, JsonDocument.Parse("""{ "a": 1 }"""), JsonDocument.Parse("[]")),
        .. Mapping.OfProperty("string as json", false, """{ "a": 1 }""", "[]", property => property.HasColumnType("jsonb")),
        .. Mapping.OfProperty("string of fixed length", false, "ab", "b", property => property.HasMaxLength(4).IsFixedLength()),
        .. Mapping.OfProperty("IPAddress", false, IPAddress.Loopback, IPAddress.IPv6Any),
        .. Mapping.OfProperty("range", false, new NpgsqlRange<int>(1, 3), NpgsqlRange<int>.Empty),
        .. Mapping.OfProperty("TimeSpan as time", false, TimeSpan.FromHours(3), TimeSpan.Zero, property => property.HasColumnType("time")),
        .. Mapping.OfProperty("decimal as money", false, 1.25m, 2m, property => property.HasColumnType("money")),
        .. Mapping.OfProperty("optional concurrency token", false, "1", "2", property => property.IsConcurrencyToken().IsRequired(false)),
    ];

    /// <summary>A value type and its nullable counterpart.</summary>
    private static IEnumerable<Mapping> Of<T>(string name, T first, T second)
        where T : struct =>
        [
            .. Mapping.OfProperty(name, true, first, second),
            .. Mapping.OfProperty<T?>($"{name}?", true, first, second),
        ];
}

/// <summary>An enum that PostgreSQL knows.</summary>
internal enum Colour
{
    Red,
    Blue,
}

internal readonly record struct StrongId(Guid Value);
