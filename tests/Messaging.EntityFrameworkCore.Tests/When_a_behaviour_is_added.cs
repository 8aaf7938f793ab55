using Messaging.EntityFrameworkCore.Tests.Behaviours;
using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class When_a_behaviour_is_added
{
    [Theory]
    [InlineData("OnSqlite")]
    [InlineData("OnPostgres")]
    [InlineData("OnSqlServer")]
    public void Should_run_on_every_database(string folder)
    {
        var types = typeof(Situation<>).Assembly.GetTypes();
        var behaviours = types.Where(type => type is { IsAbstract: true, IsGenericTypeDefinition: true }
            && type != typeof(Situation<>) && type.Namespace!.Contains(".Behaviours.", StringComparison.Ordinal)).ToList();

        var missing = behaviours.Where(behaviour => !types.Any(type =>
            type.Namespace == $"{typeof(Situation<>).Namespace![..^".Behaviours".Length]}.{folder}"
            && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == behaviour));

        behaviours.ShouldNotBeEmpty();
        missing.Select(type => type.Name).ShouldBeEmpty();
    }
}
