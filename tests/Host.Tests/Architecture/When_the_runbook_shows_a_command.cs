using System.Text.RegularExpressions;
using Host.Databases;
using Host.Tests.Databases.Statements;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>The commands of docs/operations.md outside its tour, which is run as it is written.</summary>
public class When_the_runbook_shows_a_command
{
    private static readonly (string Kind, string Body)[] _tour = [.. Document.Runbook.Section("## A tour").Blocks];
    private static readonly (string Kind, string Body)[] _others = [.. Document.Runbook.Blocks.Except(_tour)];

    /// <summary>Those of the broker and of Kubernetes are checked end to end.</summary>
    [Fact]
    public void Should_be_one_that_a_test_knows()
    {
        string[] known = ["rabbitmqctl ", "kubectl ", "tools/add-migration.sh ", "dotnet ef ", "ALTER DATABASE "];

        _others.Select(block => known.SingleOrDefault(command => block.Body.StartsWith(command, StringComparison.Ordinal)))
            .ShouldBe(known, ignoreOrder: true);
        Regex.IsMatch(Document.Runbook.Text, @"\n\n {4}\S").ShouldBeFalse("a block that is indented is read by nobody");
    }

    [Fact]
    public void Should_name_a_script_that_is_there()
    {
        var script = Body("tools/").Split(' ')[0];

        File.ReadAllText(Path.Combine(Repository.Root, script)).ShouldContain($"usage: {script} <Name>");
    }

    /// <summary>What <c>dotnet ef</c> makes of it, a test of the six contexts reads.</summary>
    [Fact]
    public void Should_name_a_project_and_a_context_that_are_there()
    {
        var words = Body("dotnet ef ").TrimEnd().Split(' ');

        words[^1].ShouldBe(nameof(SqlServerFeedbackDbContext));
        words[^2].ShouldBe("--context");
        words[^4].ShouldBe("--project");
        Directory.Exists(Path.Combine(Repository.Root, words[^3])).ShouldBeTrue();
    }

    [Fact]
    public void Should_be_a_statement_that_SQL_Server_reads_and_the_log_tells()
    {
        var statement = Body("ALTER ").TrimEnd();

        TransactSql.Parse(statement).Errors.ShouldBeEmpty();
        File.ReadAllText(Path.Combine(Repository.Root, "src/Host/Databases/SnapshotCheck.cs")).ShouldContain($"Run {statement}\"");
    }

    private static string Body(string beginning) =>
        _others.Single(block => block.Body.StartsWith(beginning, StringComparison.Ordinal)).Body;
}
