using System.Text.RegularExpressions;
using Host.Tests.Support;
using Shouldly;

namespace Host.Tests.Architecture;

/// <summary>Only Host names a transport, a database provider or a connection string.</summary>
public partial class Transports_and_providers
{
    public static TheoryData<string> Services =>
        ["Contracts.Messages", "Messaging.EntityFrameworkCore", "Feedback.Saga", "Notifications", "Gateway", "Demo"];

    [Theory]
    [MemberData(nameof(Services))]
    public void Should_be_chosen_by_host_alone(string project)
    {
        var choices = Sources.Files(project).Where(file => Choice().IsMatch(file.Text)).Select(file => file.File);

        choices.ShouldBeEmpty();
    }

    [Fact]
    public void Should_be_found_where_they_are_chosen() =>
        Sources.Files("Host").ShouldContain(file => Choice().IsMatch(file.Text));

    [Theory]
    [MemberData(nameof(Services))]
    public void Should_not_bring_a_transport_into_a_service(string project) =>
        Sources.PackageReferences(project).ShouldNotContain("MassTransit.RabbitMQ");

    // Messaging.EntityFrameworkCore tells the databases' failures apart by their numbers, so it knows their clients.
    [Theory]
    [InlineData("Contracts.Messages")]
    [InlineData("Feedback.Saga")]
    [InlineData("Notifications")]
    [InlineData("Gateway")]
    [InlineData("Demo")]
    public void Should_not_bring_a_provider_into_a_service(string project) =>
        Sources.PackageReferences(project).ShouldNotContain(package => Provider().IsMatch(package));

    [GeneratedRegex(
        "UsingRabbitMq|UsingInMemory|UseSqlite\\(|UseNpgsql\\(|UseSqlServer\\(|"
        + "ConnectionStrings:|GetConnectionString\\(\"|\\.Is(Sqlite|Npgsql|SqlServer)\\(")]
    private static partial Regex Choice();

    [GeneratedRegex("Npgsql|Sqlite|SqlServer|SqlClient")]
    private static partial Regex Provider();
}
