using Shouldly;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests;

public sealed class When_a_behaviour_is_added
{
    [Theory]
    [InlineData("OnSqlite")]
    [InlineData("OnPostgres")]
    [InlineData("OnSqlServer")]
    public void Should_run_on_every_database(string database)
    {
        var types = typeof(Situation<>).Assembly.GetTypes();
        var behaviours = types.Where(type => type is { IsAbstract: true, IsGenericTypeDefinition: true }
            && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(Situation<>)).ToList();

        var missing = behaviours.Where(behaviour => !types.Any(type =>
            type.Namespace == $"{typeof(Situation<>).Namespace}.{database}"
            && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == behaviour));

        behaviours.ShouldNotBeEmpty();
        missing.Select(type => type.Name).ShouldBeEmpty();
    }
}
