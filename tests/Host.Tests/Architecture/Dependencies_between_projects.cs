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

    /// <summary>A file that several projects compile refers to nothing that one of them doesn't.</summary>
    [Fact]
    public void Should_be_no_other_in_a_file_than_in_each_project_that_compiles_it()
    {
        var files = Sources.Files(Sources.Shared).ToList();

        files.ShouldNotBeEmpty();
        files.SelectMany(shared => Sources.CompilersOf(shared.File)
                .SelectMany(project => Sources.Projects
                    .Where(other => shared.Text.Contains($"using {other}", StringComparison.Ordinal))
                    .Except(Sources.ProjectReferences(project))
                    .Select(other => $"{shared.File}: {project} does not refer to {other}")))
            .ShouldBeEmpty();
    }
}
