using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.EntityFrameworkCore.Tests.Databases.Mappings;

/// <summary>Features of EF Core's mapping that change what is written.</summary>
internal static class FeatureMappings
{
    public static IEnumerable<Mapping> All =>
    [
        new(
            "ignored after the insertion",
            false,
            builder => AfterSave(builder, PropertySaveBehavior.Ignore),
            AddName("first"),
            Rename("second")),
        new(
            "refused after the insertion",
            false,
            builder => AfterSave(builder, PropertySaveBehavior.Throw),
            AddName("first"),
            Rename("second")),
        new(
            "ignored at the insertion",
            false,
            builder => Name(builder).Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore),
            AddName("first"),
            Rename("second")),
        new("null that is required", true, builder => Name(builder).IsRequired(), AddName(null), AddName("first"), Rename(null)),
        new("nothing but a key", true, MapKey, AddName(null), MarkModified),
        new("default value", false, builder => Name(builder).HasDefaultValue("by default"), AddName(null), Rename("second")),
        new(
            "default expression",
            false,
            builder => Name(builder).HasDefaultValueSql("'by ' || 'default'"),
            AddName(null),
            Rename("second")),
        new("computed column", false, builder => Name(builder).HasComputedColumnSql("'by computing'", stored: true), AddName(null)),
        new(
            "generated key",
            false,
            builder => builder.Entity<Numbered>().HasKey(row => row.Id),
            db => db.AddRange(new Numbered(), new Numbered())),
        new("shadow property", false, builder => builder.Entity<Named>().Property<string>("Shadow"), AddShadow),
        new(
            "indexer property",
            false,
            MapBag,
            db => db.Set<Dictionary<string, object>>("Bag").Add(Bag(1)),
            db => db.Set<Dictionary<string, object>>("Bag").Single()["Name"] = "second"),
        new("parts of one type", false, MapShop, db => db.Add(NewShop()), db => db.Set<Shop>().Single().Billing.Street = "changed"),
        new("parts as json", false, MapShopAsJson, db => db.Add(NewShop()), db => db.Set<Shop>().Single().Shipping.Street = "changed"),
        new("complex part", false, MapShopAsComplex, db => db.Add(NewShop()), db => db.Set<Shop>().Single().Billing.Street = "changed"),
        new("many to many", false, MapPosts, db => db.AddRange(new Post { Id = 1 }, new Tag { Id = 1 }), Link, Unlink),
        new("relationship", false, MapRelated, db => db.AddRange(new Post { Id = 1 }, new Named { Id = 1 }), DeletePost),
        new(
            "hierarchy in a table",
            false,
            MapHierarchy,
            db => db.AddRange(new Dog { Id = 1 }, new Cat { Id = 2 }),
            db => db.Set<Dog>().Single().Name = "d"),
        new(
            "shared table",
            false,
            MapSharedTable,
            db => db.AddRange(new Named { Id = 1 }, new Detail { Id = 1, Text = "t" }),
            Rename("second")),
        new(
            "two tables",
            false,
            MapTwoTables,
            db => db.Add(new Detail { Id = 1, Text = "a", More = "b" }),
            db => db.Set<Detail>().Single().More = "c"),
        new(
            "filter",
            false,
            builder => builder.Entity<Named>().HasQueryFilter(row => row.Name != "gone"),
            AddName("first"),
            Rename("gone")),
        new(
            "trigger",
            false,
            builder => builder.Entity<Named>().ToTable("named", table => table.HasTrigger("t")),
            AddName("first"),
            Rename("second")),
        new(
            "constructor with values",
            false,
            builder => builder.Entity<Point>(),
            db => db.Add(new Point(1, 2)),
            db => db.Set<Point>().Single().Y = 3),
        new(
            "row version",
            false,
            builder => builder.Entity<Named>().Property<uint>("Version").IsRowVersion(),
            AddName("first"),
            Rename("second")),
        new(
            "key of two columns",
            true,
            MapPair,
            db => db.AddRange(NewPair(1, 1), NewPair(1, 2)),
            RenamePairs,
            db => db.RemoveRange(db.Set<Pair>())),
        new("schema and names", true, MapElsewhere, AddName("first"), Rename("second"), db => db.Remove(db.Set<Named>().Single())),
        new("field", true, MapSecret, db => db.Add(new Secret(1, "first")), ChangeSecret),
    ];

    private static PropertyBuilder<string?> Name(ModelBuilder builder)
    {
        builder.Entity<Named>().Property(row => row.Id).ValueGeneratedNever();
        return builder.Entity<Named>().Property(row => row.Name);
    }

    private static void AfterSave(ModelBuilder builder, PropertySaveBehavior behavior) =>
        Name(builder).Metadata.SetAfterSaveBehavior(behavior);

    private static Action<DbContext> AddName(string? name) => db => db.Add(new Named { Id = 1, Name = name });

    private static Action<DbContext> Rename(string? name) => db => db.Set<Named>().IgnoreQueryFilters().Single().Name = name;

    private static void MapKey(ModelBuilder builder) =>
        builder.Entity<Named>().Ignore(row => row.Name).Property(row => row.Id).ValueGeneratedNever();

    private static void MarkModified(DbContext db) => db.Entry(db.Set<Named>().Single()).State = EntityState.Modified;

    private static void AddShadow(DbContext db) =>
        db.Entry(db.Add(new Named { Id = 1 }).Entity).Property("Shadow").CurrentValue = "in the shadow";

    private static Dictionary<string, object> Bag(int id) => new() { ["Id"] = id, ["Name"] = "first" };

    private static void MapBag(ModelBuilder builder) => builder.SharedTypeEntity<Dictionary<string, object>>("Bag", bag =>
    {
        bag.IndexerProperty<int>("Id").ValueGeneratedNever();
        bag.IndexerProperty<string>("Name");
    });

    private static Shop NewShop() => new() { Id = 1, Billing = new Address { Street = "b" }, Shipping = new Address { Street = "s" } };

    private static void MapShop(ModelBuilder builder) => builder.Entity<Shop>(shop =>
    {
        shop.Property(row => row.Id).ValueGeneratedNever();
        shop.OwnsOne(row => row.Billing);
        shop.OwnsOne(row => row.Shipping);
    });

    private static void MapShopAsJson(ModelBuilder builder) => builder.Entity<Shop>(shop =>
    {
        shop.Property(row => row.Id).ValueGeneratedNever();
        shop.OwnsOne(row => row.Billing, part => part.ToJson());
        shop.OwnsOne(row => row.Shipping, part => part.ToJson());
    });

    private static void MapShopAsComplex(ModelBuilder builder) => builder.Entity<Shop>(shop =>
    {
        shop.Property(row => row.Id).ValueGeneratedNever();
        shop.ComplexProperty(row => row.Billing);
        shop.ComplexProperty(row => row.Shipping);
    });

    private static void MapPosts(ModelBuilder builder)
    {
        builder.Entity<Post>().Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<Tag>().Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<Post>().HasMany(post => post.Tags).WithMany();
    }

    private static void Link(DbContext db) => db.Set<Post>().Include(post => post.Tags).Single().Tags.Add(db.Set<Tag>().Single());

    private static void Unlink(DbContext db) => db.Set<Post>().Include(post => post.Tags).Single().Tags.Clear();

    private static void MapRelated(ModelBuilder builder)
    {
        builder.Entity<Post>().Ignore(post => post.Tags).Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<Named>().HasOne<Post>().WithMany().HasForeignKey(row => row.Id);
    }

    private static void DeletePost(DbContext db)
    {
        db.Set<Named>().Load();
        db.Remove(db.Set<Post>().Single());
    }

    private static void MapHierarchy(ModelBuilder builder)
    {
        builder.Entity<Animal>().Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<Dog>();
        builder.Entity<Cat>();
    }

    private static void MapSharedTable(ModelBuilder builder)
    {
        builder.Entity<Named>().ToTable("named").Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<Detail>().ToTable("named").HasOne<Named>().WithOne().HasForeignKey<Detail>(row => row.Id);
    }

    private static void MapTwoTables(ModelBuilder builder)
    {
        builder.Entity<Detail>().Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<Detail>().SplitToTable("more", table => table.Property(row => row.More));
    }

    private static Pair NewPair(int one, int other) => new() { One = one, Other = other, Name = "first" };

    private static void MapPair(ModelBuilder builder) => builder.Entity<Pair>().HasKey(pair => new { pair.One, pair.Other });

    private static void RenamePairs(DbContext db)
    {
        foreach (var pair in db.Set<Pair>())
            pair.Name = "second";
    }

    private static void MapElsewhere(ModelBuilder builder)
    {
        Name(builder).HasColumnName("a \"strange\" name");
        builder.Entity<Named>().ToTable("The table");
    }

    private static void MapSecret(ModelBuilder builder)
    {
        builder.Entity<Secret>().Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<Secret>().Property("_value");
    }

    private static void ChangeSecret(DbContext db) => db.Set<Secret>().Single().Change("second");

    private sealed class Named
    {
        public int Id { get; init; }

        public string? Name { get; set; }
    }

    private sealed class Numbered
    {
        public int Id { get; init; }
    }

    private sealed class Detail
    {
        public int Id { get; init; }

        public string? Text { get; init; }

        public string? More { get; set; }
    }

    private sealed class Shop
    {
        public int Id { get; init; }

        public required Address Billing { get; init; }

        public required Address Shipping { get; init; }
    }

    private sealed class Address
    {
        public required string Street { get; set; }
    }

    private sealed class Post
    {
        public int Id { get; init; }

        public List<Tag> Tags { get; init; } = [];
    }

    private sealed class Tag
    {
        public int Id { get; init; }
    }

    private abstract class Animal
    {
        public int Id { get; init; }

        public string? Name { get; set; }
    }

    private sealed class Dog : Animal;

    private sealed class Cat : Animal;

    private sealed class Point(int id, int y)
    {
        public int Id { get; private set; } = id;

        public int Y { get; set; } = y;
    }

    private sealed class Pair
    {
        public required int One { get; init; }

        public required int Other { get; init; }

        public required string Name { get; set; }
    }

    private sealed class Secret
    {
        private string _value = "";

        public Secret(int id, string value) => (Id, _value) = (id, value);

        private Secret()
        {
        }

        public int Id { get; private set; }

        public void Change(string value) => _value = value;
    }
}
