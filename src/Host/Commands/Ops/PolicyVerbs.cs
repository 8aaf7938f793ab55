using System.CommandLine;
using System.Globalization;
using Feedback.Saga.Eligibility.Trials;
using Host.Configuration;
using Host.Databases;

namespace Host.Commands.Ops;

/// <summary><c>ops policy try</c>: what another policy would have decided (R64).</summary>
internal static class PolicyVerbs
{
    private static readonly Option<TimeSpan?> _minimumContractAge =
        OpsCommand.Length("--minimum-contract-age", "How old a contract has to be.");
    private static readonly Option<TimeSpan?> _paymentWindow =
        OpsCommand.Length("--payment-window", "How recent the last payment has to be.");
    private static readonly Option<TimeSpan?> _feedbackInterval =
        OpsCommand.Length("--feedback-interval", "How long after feedback more may follow.");
    private static readonly Option<TimeSpan?> _requestWindow =
        OpsCommand.Length("--request-window", "How long the client has to answer a request.");
    private static readonly Option<TimeSpan?> _since =
        OpsCommand.Length("--since", "How far back decisions are judged; 90 days without it.");

    public static Command Create(Func<string[]> configuration) =>
        new("policy", "Tries another policy on what was decided.")
        {
            new Command(
                "try",
                "Judges recorded decisions under other lengths, and says what would have been different. It changes nothing. "
                + "A length is 90d, 36h or 30.00:00:00.")
            {
                _minimumContractAge, _paymentWindow, _feedbackInterval, _requestWindow, _since,
            }
            .Runs(configuration, TryAsync),
        };

    private static async Task<int> TryAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var lengths = new TrialLengths
        {
            MinimumContractAge = parsed.GetValue(_minimumContractAge),
            PaymentWindow = parsed.GetValue(_paymentWindow),
            FeedbackInterval = parsed.GetValue(_feedbackInterval),
            RequestWindow = parsed.GetValue(_requestWindow),
        };
        if (lengths == new TrialLengths())
            throw new StartRefusedException(OpsCommand.Verb, "name at least one length that is to be different; see --help.");

        var since = services.Clock.GetUtcNow() - (parsed.GetValue(_since) ?? TimeSpan.FromDays(90));
        var report = await OpsServices.InAsync(DatabaseSettings.FeedbackKey, () => services.Of<PolicyTrial>()
            .RunAsync(lengths, since, Progress, cancellationToken));
        output.Print(report, tables =>
        {
            tables.Table(
                "No decision was recorded in that time.",
                ["what", "outcome", "recorded", "with the other policy"],
                Rows("requests", report.Requests)
                    .Concat(Rows("refused requests", report.RequestRefusals))
                    .Concat(Rows("feedback", report.Feedback))
                    .Concat(Rows("refused feedback", report.FeedbackRefusals))
                    .Concat(report.Judged == 0 ? [] : [["emails", "", report.Emails.Recorded, report.Emails.Tried]]));
            tables.Line(Sentence(report));
        });
        return 0;

        // What is printed to stdout is the result.
        static void Progress(long read) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{read} decisions read"));
    }

    private static IEnumerable<object?[]> Rows(string what, IReadOnlyDictionary<string, TrialFigure> figures) =>
        figures.Select(figure => (object?[])[what, figure.Key, figure.Value.Recorded, figure.Value.Tried]);

    private static string Sentence(PolicyTrialReport report) =>
        $"{report.Judged} decisions since {OpsOutput.TextOf(report.Since)} were judged, each by itself. {report.WithoutFacts} more have no "
        + $"facts any longer, and of refusals only those since {OpsOutput.TextOf(report.RefusalsSince)} are kept.";
}
