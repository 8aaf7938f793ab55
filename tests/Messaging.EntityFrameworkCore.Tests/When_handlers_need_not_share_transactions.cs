using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>Group commit is optional, so what is tested on PostgreSQL is tested with it and without it.</summary>
public sealed class When_handlers_need_not_share_transactions
{
    [Fact]
    public void Should_test_the_same_situations_without_groups() =>
        SituationsOf(nameof(OnPostgresWithoutGroups)).ShouldBe(SituationsOf(nameof(OnPostgres)));

    private static IEnumerable<string> SituationsOf(string leg) =>
        typeof(When_handlers_need_not_share_transactions).Assembly.GetTypes()
            .Where(type => type.Namespace == $"{typeof(When_handlers_need_not_share_transactions).Namespace}.{leg}")
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal);
}
