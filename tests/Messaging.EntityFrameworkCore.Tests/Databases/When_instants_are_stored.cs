using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Databases;

public sealed class When_instants_are_stored
{
    [Fact]
    public void Should_be_cut_to_the_microsecond_in_UTC()
    {
        var instant = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567);

        instant.ToMicroseconds().ShouldBe(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero).AddTicks(1234560));
        instant.ToMicroseconds().Offset.ShouldBe(TimeSpan.Zero);
    }

    /// <summary>Text would be sorted by its digits, regardless of the offset.</summary>
    [Fact]
    public async Task Should_be_compared_as_instants_on_SQLite()
    {
        await using var database = new SqliteTestDatabase();
        await database.CreateAsync();
        await using var db = database.Open();
        var noon = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        db.AddRange(
            Order("first", noon.AddHours(-1).ToOffset(TimeSpan.FromHours(5))),
            Order("second", noon),
            Order("third", noon.AddHours(1).ToOffset(TimeSpan.FromHours(-5))));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        var sorted = await db.Orders.Where(order => order.PaymentDueAt <= noon).OrderBy(order => order.PaymentDueAt)
            .Select(order => order.Customer).ToListAsync(TestContext.Current.CancellationToken);

        sorted.ShouldBe(["first", "second"]);
    }

    private static OrderState Order(string customer, DateTimeOffset dueAt) =>
        new() { CorrelationId = Guid.CreateVersion7(), Customer = customer, PaymentDueAt = dueAt };
}
