using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Mappings;

/// <summary>A mapping, and changes of its entities, each of which is saved by a DbContext of its own.</summary>
/// <param name="name">Names the mapping.</param>
/// <param name="isRaw">Whether the raw path supports the mapping; if not, EF Core saves.</param>
/// <param name="configure">Maps the entities.</param>
/// <param name="changes">Makes the changes.</param>
internal sealed class Mapping(string name, bool isRaw, Action<ModelBuilder> configure, params Action<DbContext>[] changes)
{
    public string Name => name;

    public bool IsRaw => isRaw;

    public IReadOnlyList<Action<DbContext>> Changes => changes;

    public void Configure(ModelBuilder modelBuilder) => configure(modelBuilder);

    /// <summary>
    /// One property of a type: one row and then two are inserted, updated to each other's values and deleted. The type is mapped once
    /// as required and once as nullable; then values become null and back.
    /// </summary>
    public static IEnumerable<Mapping> OfProperty<T>(
        string name, bool isRaw, T first, T second, Action<PropertyBuilder<T>>? configure = null)
    {
        yield return Property(name, isRaw, first, second, isNullable: false, configure);
        if (default(T) is null)
            yield return Property($"{name}, null", isRaw, first, default(T)!, isNullable: true, configure);
    }

    /// <summary>Two rows with the values, and the changes that <see cref="OfProperty"/> makes.</summary>
    private static Mapping Property<T>(
        string name, bool isRaw, T first, T second, bool isNullable, Action<PropertyBuilder<T>>? configure) => new(
        name,
        isRaw,
        modelBuilder => modelBuilder.Entity<Row<T>>(row =>
        {
            row.ToTable("rows");
            row.Property(entity => entity.Id).ValueGeneratedNever();
            var property = row.Property(entity => entity.Value).IsRequired(!isNullable);
            configure?.Invoke(property);
        }),
        db => db.Add(new Row<T> { Id = 1, Value = first }),
        db => Find<T>(db, 1).Value = second,
        db => Find<T>(db, 1).Value = first,
        db => db.AddRange(new Row<T> { Id = 2, Value = second }, new Row<T> { Id = 3, Value = first }),
        db => (Find<T>(db, 2).Value, Find<T>(db, 3).Value) = (first, second),
        db => (Find<T>(db, 1).Value, Find<T>(db, 2).Value, Find<T>(db, 3).Value) = (second, second, first),
        db => db.Remove(Find<T>(db, 1)),
        db => db.RemoveRange(Find<T>(db, 2), Find<T>(db, 3)));

    private static Row<T> Find<T>(DbContext db, int id) => db.Set<Row<T>>().Single(row => row.Id == id);
}

/// <summary>A row with one value.</summary>
internal sealed class Row<T>
{
    public required int Id { get; init; }

    public required T Value { get; set; }
}

/// <summary>A DbContext of a mapping, with the tables in a schema.</summary>
internal sealed class MappingDbContext(DbContextOptions options, Mapping mapping, string schema) : DbContext(options)
{
    public Mapping Mapping => mapping;

    public string Schema => schema;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(schema);
        mapping.Configure(modelBuilder);
    }
}

/// <summary>Has EF Core build a model for each mapping and schema.</summary>
internal sealed class ModelPerMapping : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) =>
        context is MappingDbContext db ? (db.Mapping.Name, db.Schema, designTime) : (context.GetType(), designTime);
}
