using System.CommandLine;
using System.Text.RegularExpressions;
using Feedback.Saga.Reconciliation;
using Host.Commands;
using Host.Configuration;
using Host.Tests.Support;
using Notifications.Reconciliation;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;

namespace Host.Tests.Architecture;

/// <summary>What docs/operations.md names in code, the product has: verbs, options, routes, keys, and names of any other kind.</summary>
public partial class When_the_runbook_names_something
{
    private static readonly RootCommand _verbs = HostCommands.Create(() => []);

    // The checks of clocks are named after databases; the others are PostgreSQL's and Debian's.
    private static readonly string[] _elsewhere = ["clock-feedback", "clock-notifications", "max_connections", "python3-aiosmtpd"];

    private static readonly string[] _words = [.. Document.Runbook.Words.Distinct()];

    public static TheoryData<string> Commands =>
        [.. _words.Where(word => Regex.IsMatch(word, "^(Host|ops|migrate) ") && !word.EndsWith('…'))];

    /// <summary>Nothing is run. What a command still lacks to be run, the text around it says.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public void Should_understand_the_command(string command) => ProblemsOf(command).ShouldBeEmpty();

    [Theory]
    [InlineData("ops error list")]
    [InlineData("ops deliveries resent ID")]
    [InlineData("ops status now")]
    [InlineData("ops errors list --everything")]
    public void Should_notice_a_command_that_is_none(string command) => ProblemsOf(command).ShouldNotBeEmpty();

    [Fact]
    public void Should_have_the_options_that_belong_to_a_verb()
    {
        var rows = Document.Runbook.Section("## Mending").Rows.ToList();

        rows.Count.ShouldBeGreaterThan(10);
        foreach (var cells in rows)
            Document.WordsIn(cells[1]).Where(IsOption).Except(VerbsIn(cells[0]).SelectMany(OptionsOf)).ShouldBeEmpty(cells[0]);
    }

    [Fact]
    public async Task Should_have_the_route()
    {
        await using var app = Start.Build("--environment=Development", "--Telemetry:Prometheus=true");
        var routes = EmbeddedHost.RoutesOf(app);
        var named = _words.Select(word => Route().Match(word)).Where(match => match.Success).ToList();

        // A part of a path stands for all below it, and one that begins with … for its end.
        named.Count.ShouldBeGreaterThan(20);
        named.Where(name => !routes.Any(route =>
            route.StartsWith(name.Groups["method"].Value, StringComparison.Ordinal)
            && (name.Groups["path"].Value is ['…', .. var end]
                ? route.EndsWith(end, StringComparison.Ordinal)
                : route.Split(' ')[1].StartsWith(name.Groups["path"].Value, StringComparison.Ordinal))))
            .Select(name => name.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Should_have_the_key()
    {
        var sections = KnownKeys.All.Where(key => key.Contains(':')).Select(key => key.Split(':')[0]).ToHashSet();
        var named = _words.Select(word => word.Split('=')[0].TrimStart('-').Replace("__", ":", StringComparison.Ordinal))
            .Where(word => word.Contains(':') && sections.Contains(word.Split(':')[0])).ToList();

        named.Count.ShouldBeGreaterThan(80);
        named.Where(name => !KnownKeys.All.Any(key => key == name || key.StartsWith($"{name}:", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>Queues, exchanges, accounts, tables, metrics, alerts, findings, secrets.</summary>
    [Fact]
    public void Should_have_the_name()
    {
        string[] folders = ["src", "deploy"];
        var known = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Regex.IsMatch(file, @"\.(cs|js|json|ya?ml|sh|sql)$") && !Regex.IsMatch(file, "/(bin|obj)/"))
            .SelectMany(file => Name().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Concat(Document.Runbook.Section("### Metrics").Rows.SelectMany(cells => Document.WordsIn(string.Join(' ', cells))))
            .Concat(_elsewhere)
            .ToHashSet();
        var named = _words.Where(word => Name().Match(word).Value == word && Regex.IsMatch(word, "^[a-z_].*[-_]|^Feedback.")).ToList();

        named.Count.ShouldBeGreaterThan(120);
        named.Except(known).ShouldBeEmpty();
    }

    [Fact]
    public void Should_tell_of_each_finding_of_the_reconciliation() =>
        Document.Runbook.Section("## Reconciliation").Rows.SelectMany(cells => Document.WordsIn(cells[0]))
            .ShouldBe([.. FeedbackFindings.All, .. NoticeFindings.All], ignoreOrder: true);

    private static List<string> ProblemsOf(string command)
    {
        string[] words = [.. command.Split(' ').Where(word => word != "Host").Select(word => word == "ID" ? $"{Guid.Empty}" : word)];
        try
        {
            var parsed = _verbs.Parse(CommandLine.Split(words, _verbs).Words);
            var errors = parsed.Errors.Select(error => error.Message);
            return [.. parsed.UnmatchedTokens, .. errors.Where(error => !error.StartsWith("Required ", StringComparison.Ordinal))];
        }
        catch (StartRefusedException refusal)
        {
            return [refusal.Message];
        }
    }

    /// <summary>After the first, the last word is enough: <c>ops parked list</c>, <c>replay</c>.</summary>
    private static IEnumerable<Command> VerbsIn(string cell)
    {
        string[] words = [];
        foreach (var verb in Document.WordsIn(cell).Select(word => word.Split(' ')))
        {
            words = verb.Length > 1 ? verb : [.. words[..^1], .. verb];
            yield return _verbs.Parse(words).CommandResult.Command;
        }
    }

    private static IEnumerable<string> OptionsOf(Command verb) => verb.Options.Select(option => option.Name);

    private static bool IsOption(string word) => word.StartsWith("--", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<method>(?:GET|POST|PUT) )?(?<path>(?:/(?!tmp|ops)|…/(?!.*\.))[^?#]*)")]
    private static partial Regex Route();

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_-]*")]
    private static partial Regex Name();
}
