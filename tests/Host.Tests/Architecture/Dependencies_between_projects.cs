using Host.Tests.Support;
using Shouldly;

namespace Host.Tests.Architecture;

/// <summary>Dependencies point one way, and services know each other by messages alone.</summary>
public class Dependencies_between_projects
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Contracts.Messages", [] },
        { "Messaging.EntityFrameworkCore", [] },
        { "Feedback.Saga", ["Contracts.Messages", "Messaging.EntityFrameworkCore"] },
        { "Notifications", ["Contracts.Messages", "Messaging.EntityFrameworkCore"] },
        { "Gateway", ["Contracts.Messages"] },
        { "Demo", ["Gateway", "Notifications", "Feedback.Saga"] },
        { "Host", ["Demo", "Gateway", "Notifications", "Feedback.Saga"] },
    };

    [Fact]
    public void Should_be_ruled_for_every_project() =>
        Allowed.Select(row => row.Data.Item1).Order(StringComparer.Ordinal).ShouldBe(Sources.Projects);

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Should_be_no_other_than_these(string project, string[] allowed) =>
        Sources.ProjectReferences(project).Except(allowed).ShouldBeEmpty();

    [Fact]
    public void Should_be_none_of_the_files_that_several_projects_compile() =>
        Sources.Files(Sources.Shared)
            .Where(file => Sources.Projects.Any(project => file.Text.Contains($"using {project}", StringComparison.Ordinal)))
            .Select(file => file.File)
            .ShouldBeEmpty();
}
