using Host.Configuration;
using Shouldly;

namespace Host.Tests.Configuration;

public class When_roles_are_named
{
    [Fact]
    public void Should_run_all_three_services_without_any() =>
        RoleArguments.Parse([]).ShouldBe(HostRoles.Embedded);

    [Fact]
    public void Should_run_those_that_are_named() =>
        RoleArguments.Parse(["saga", "gateway"]).ShouldBe(HostRoles.Saga | HostRoles.Gateway);

    [Fact]
    public void Should_see_all_three_as_embedded() =>
        RoleArguments.Parse(["gateway", "saga", "notifications"]).ShouldBe(HostRoles.Embedded);

    [Theory]
    [InlineData("--Transport=RabbitMq")]
    [InlineData("--Transport", "RabbitMq")]
    [InlineData("/Transport=RabbitMq")]
    [InlineData("Transport=RabbitMq")]
    public void Should_not_take_an_option_for_a_role(params string[] options) =>
        RoleArguments.Parse([.. options, "saga"]).ShouldBe(HostRoles.Saga);

    [Fact]
    public void Should_refuse_migrate_beside_another() =>
        Should.Throw<StartRefusedException>(() => RoleArguments.Parse(["saga", "migrate"])).Message.ShouldContain("migrate");

    [Fact]
    public void Should_name_the_roles_there_are_when_one_is_unknown() =>
        Should.Throw<StartRefusedException>(() => RoleArguments.Parse(["sage"])).Message
            .ShouldBe("role: 'sage' is none of saga, notifications, gateway, migrate.");
}
