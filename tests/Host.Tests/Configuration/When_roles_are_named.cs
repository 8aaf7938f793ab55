using Host.Commands;
using Host.Configuration;
using Shouldly;

namespace Host.Tests.Configuration;

public class When_roles_are_named
{
    [Fact]
    public void Should_run_all_three_services_without_any() =>
        RolesOf([]).ShouldBe(HostRoles.Embedded);

    [Fact]
    public void Should_run_those_that_are_named() =>
        RolesOf(["saga", "gateway"]).ShouldBe(HostRoles.Saga | HostRoles.Gateway);

    [Fact]
    public void Should_see_all_three_as_embedded() =>
        RolesOf(["gateway", "saga", "notifications"]).ShouldBe(HostRoles.Embedded);

    [Theory]
    [InlineData("--Transport=RabbitMq")]
    [InlineData("--Transport", "RabbitMq")]
    [InlineData("/Transport=RabbitMq")]
    [InlineData("Transport=RabbitMq")]
    public void Should_not_take_an_option_for_a_role(params string[] options) =>
        RolesOf([.. options, "saga"]).ShouldBe(HostRoles.Saga);

    [Theory]
    [InlineData("saga", "migrate")]
    [InlineData("migrate", "saga")]
    public void Should_refuse_migrate_beside_another(params string[] words) =>
        Should.Throw<StartRefusedException>(() => RolesOf(words)).Message.ShouldContain("migrate");

    [Fact]
    public void Should_name_the_roles_there_are_when_one_is_unknown() =>
        Should.Throw<StartRefusedException>(() => RolesOf(["sage"])).Message
            .ShouldBe("role: 'sage' is none of saga, notifications, gateway, migrate; did you mean saga?");

    [Theory]
    [InlineData("migrte", "did you mean migrate?")]
    [InlineData("opps", "did you mean ops?")]
    [InlineData("frontend", "is none of saga, notifications, gateway, migrate.")]
    public void Should_say_what_was_meant_where_a_word_is_near(string word, string hint) =>
        Should.Throw<StartRefusedException>(() => RolesOf([word])).Message.ShouldEndWith(hint);

    private static HostRoles RolesOf(string[] arguments) => HostCommands.Services(arguments).Roles;
}
