using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Shared;
using Shouldly;

namespace Feedback.Saga.Tests.Persistence;

public class When_names_become_snake_case
{
    [Fact]
    public void Should_name_tables_columns_keys_and_indexes()
    {
        using var db = new ShopDbContext();
        var shop = db.Model.FindEntityType(typeof(CornerShop))!;

        shop.GetTableName().ShouldBe("corner_shop");
        shop.FindPrimaryKey()!.GetName().ShouldBe("pk_corner_shop");
        shop.GetIndexes().ShouldHaveSingleItem().GetDatabaseName().ShouldBe("ix_corner_shop_opened_at");
        shop.GetProperty(nameof(CornerShop.OpenedAt)).GetColumnName().ShouldBe("opened_at");
    }

    [Fact]
    public void Should_keep_the_columns_of_two_parts_apart()
    {
        using var db = new ShopDbContext();
        var table = StoreObjectIdentifier.Table("corner_shop");

        var columns = db.Model.GetEntityTypes()
            .Where(entity => entity.IsOwned())
            .Select(entity => entity.GetProperty(nameof(Address.StreetName)).GetColumnName(table));

        columns.ShouldBe(["billing_street_name", "shipping_street_name"], ignoreOrder: true);
    }

    private sealed class ShopDbContext() : DbContext(new DbContextOptionsBuilder().UseSqlite().Options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<CornerShop>(shop =>
            {
                shop.HasIndex(row => row.OpenedAt);
                shop.OwnsOne(row => row.Billing);
                shop.OwnsOne(row => row.Shipping);
            });
            modelBuilder.UseSnakeCaseNames();
        }
    }

    private sealed class CornerShop
    {
        public int Id { get; init; }

        public int OpenedAt { get; init; }

        public required Address Billing { get; init; }

        public required Address Shipping { get; init; }
    }

    private sealed class Address
    {
        public required string StreetName { get; init; }
    }
}
