using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Observability;

/// <summary>What a process shows at <c>/metrics</c>, and what the documents, the dashboard and the alerts say that it shows.</summary>
public sealed partial class When_everything_has_happened_once(ObservedSystem system) : IClassFixture<ObservedSystem>
{
    private static readonly string[] _ours = ["feedback_", "notifications_", "gateway_", "messaging_", "host_"];

    private Scrape Metrics => system.Metrics;

    [Theory]
    [InlineData("accepted", 4)]
    [InlineData("answered", 1)]
    [InlineData("expired", 1)]
    [InlineData("closed", 1)]
    [InlineData("declined", 1)]
    public void Should_count_the_requests_by_outcome(string outcome, int count) =>
        Metrics.Sum("feedback_requests_total", ("feedback_outcome", outcome)).ShouldBe(count);

    [Fact]
    public void Should_measure_how_long_an_answer_took() =>
        Metrics.Sum("feedback_request_time_to_answer_seconds_count").ShouldBe(1);

    [Fact]
    public void Should_count_the_feedback()
    {
        Metrics.Sum("feedback_provided_total", ("feedback_requested", "true")).ShouldBe(1);
        Metrics.Sum("feedback_provided_total", ("feedback_requested", "false")).ShouldBe(1);
    }

    [Fact]
    public void R73_Should_count_the_hand_overs() => Metrics.Sum("feedback_hand_overs_total").ShouldBe(1);

    [Fact]
    public void Should_count_the_refusals_by_reason()
    {
        Metrics.Sum("feedback_refusals_total", ("feedback_command", "request"), ("feedback_reason", "contract-too-young")).ShouldBe(3);
        Metrics.Sum("feedback_refusals_total", ("feedback_command", "decline"), ("feedback_reason", "request-not-pending")).ShouldBe(1);
    }

    [Fact]
    public void Should_count_the_deliveries_by_channel_and_status()
    {
        Metrics.Sum("notifications_deliveries_total", ("notifications_channel", "email"), ("notifications_status", "delivered"))
            .ShouldBe(system.Emails);
        Metrics.Sum("notifications_deliveries_total", ("notifications_channel", "in-app"), ("notifications_status", "delivered"))
            .ShouldBeGreaterThan(0);
        Metrics.Sum("notifications_email_duration_seconds_count").ShouldBe(system.Emails);
    }

    [Fact]
    public void Should_count_the_calls_beyond_a_limit() =>
        Metrics.Sum("gateway_calls_rate_limited_total", ("gateway_limit", "commands")).ShouldBe(1);

    [Fact]
    public void Should_show_each_check_of_its_health()
    {
        Metrics.Sum("host_health", ("host_check", "broker")).ShouldBe(1);
        Metrics.Sum("host_health", ("host_check", "database-feedback")).ShouldBe(1);
    }

    [Fact]
    public void Should_name_no_person_and_no_id() =>
        Metrics.Samples.Where(sample => sample.Name != "target_info").SelectMany(sample => sample.Labels.Values)
            .ShouldAllBe(value => !system.People.Any(value.Contains) && !Id().IsMatch(value));

    [Fact]
    public void Should_be_documented_with_their_labels()
    {
        var shown = Metrics.Samples
            .Where(sample => _ours.Any(prefix => sample.Name.StartsWith(prefix, StringComparison.Ordinal)))
            .Where(sample => !sample.Name.StartsWith("messaging_masstransit_", StringComparison.Ordinal))
            .GroupBy(sample => MetricOf(sample.Name))
            .ToDictionary(
                metric => metric.Key,
                metric => metric.SelectMany(sample => sample.Labels.Keys).Distinct()
                    .Where(label => label != "le" && !label.StartsWith("otel_", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .ToArray());
        var documented = Documented();

        shown.Keys.Except(documented.Keys).ShouldBeEmpty();
        shown.ShouldAllBe(metric => !metric.Value.Except(documented[metric.Key]).Any());
        documented.Keys.Except(shown.Keys).Except(_neverInThisScenario).ShouldBeEmpty();
    }

    [Fact]
    public void Should_be_all_that_the_dashboard_and_the_alerts_name()
    {
        var shown = Metrics.Samples.Select(sample => sample.Name).Append("up").ToHashSet();
        var named = Expressions().SelectMany(NamesIn).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(15);
        named.Except(shown).ShouldBeEmpty();
    }

    /// <summary>They need a caller who left, or a wrong set-up.</summary>
    private static readonly string[] _neverInThisScenario = ["messaging_expired_total", "notifications_email_setup_refusals_total"];

    private static string MetricOf(string sample) => Regex.Replace(sample, "_(bucket|sum|count)$", "");

    /// <summary>The rows of the table: the name at /metrics in the first column, its labels in the second.</summary>
    private static Dictionary<string, string[]> Documented() =>
        Document.Runbook.Section("### Metrics").Rows
            .SelectMany(cells => Document.WordsIn(cells[0]).Select(name => (Name: name, Labels: Document.WordsIn(cells[1]).ToArray())))
            .ToDictionary(row => row.Name, row => row.Labels);

    private static IEnumerable<string> Expressions()
    {
        var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "feedback.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!);
        return panels.Concat(Alerts.All.Select(alert => alert.Expression));
    }

    /// <summary>Names of metrics: what is left of an expression without texts, matchers, label lists, functions and durations.</summary>
    private static IEnumerable<string> NamesIn(string expression)
    {
        var bare = Regex.Replace(expression, """\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)""", " ");
        return Regex.Matches(bare, """[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\(|[a-zA-Z0-9_:])""").Select(match => match.Value)
            .Except(["and", "or", "unless", "bool", "offset", "by", "without"]);
    }

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}|[0-9a-f]{32}")]
    private static partial Regex Id();
}
