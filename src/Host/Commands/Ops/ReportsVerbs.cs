using System.CommandLine;
using Contracts.Messages;
using Host.Configuration;
using Host.Databases;

namespace Host.Commands.Ops;

/// <summary><c>ops reports</c>: feedback that freelancers reported, and what operators do with feedback, reported or not (R58).</summary>
internal static class ReportsVerbs
{
    private static readonly Option<string> _status = new("--status") { Description = "The status, such as open; without it, all." };
    private static readonly Argument<Guid> _feedback = new("feedback") { Description = "The id of the feedback." };
    private static readonly Option<bool> _texts = new("--texts")
    {
        Description = "Shows what people wrote, too: reasons, comments and notes.",
    };

    private static readonly Option<string> _note = new("--note") { Description = "Why, for other operators." };

    static ReportsVerbs() => _status.AcceptOnlyFromAmong([.. OneOfAttribute.ValuesOf(typeof(FeedbackReportStatuses))]);

    public static Command Create(Func<string[]> configuration) =>
        new("reports", "Reported feedback; holds feedback, takes it down, and makes it visible again.")
        {
            new Command("list", "Lists reports with the feedback and what was done, what was reported first first.")
                {
                    _status, _texts, OpsCommand.Take,
                }
                .Runs(configuration, ListAsync),
            Action(
                configuration, "hold", ModerationActions.Hold,
                "Takes feedback out of the public work history until it is restored or taken down. The parties still see it."),
            Action(
                configuration, "restore", ModerationActions.Restore,
                "Makes feedback visible again that is held or was taken down, and dismisses the report of it."),
            Action(
                configuration, "take-down", ModerationActions.TakeDown,
                "Takes feedback out of the public work history, and its ratings, score and comment out of the contract room."),
            Action(configuration, "dismiss", ModerationActions.Dismiss, "Closes the report of feedback that stays visible."),
        };

    private static Command Action(Func<string[]> configuration, string verb, string action, string description) =>
        new Command(verb, description) { _feedback, _note, OpsCommand.Operator, OpsCommand.DryRun }
            .Runs(configuration, (_, parsed, output, cancellationToken) =>
                ModerateAsync(configuration, action, parsed, output, cancellationToken));

    private static async Task<int> ListAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var reports = await In(() =>
            services.Feedback.ReportsAsync(parsed.GetValue(_status), parsed.GetValue(OpsCommand.Take), cancellationToken));
        var shown = parsed.GetValue(_texts) ? reports.Items : [.. reports.Items.Select(WithoutTexts)];
        output.Print(new { Reports = shown }, tables => tables.Table(
            "There is no such report.",
            ["reported at", "status", "feedback", "contract", "visibility", "score", "actions", "reason", "comment"],
            shown.Select(report => (object?[])
            [
                report.ReportedAt, report.Status, report.Feedback.FeedbackId, report.Feedback.ContractId, report.Feedback.Visibility,
                report.Feedback.Score, string.Join("; ", report.Actions.Select(TextOf)), report.Reason, report.Feedback.Comment,
            ])));
        return 0;
    }

    private static FeedbackReportView WithoutTexts(FeedbackReportView report) => report with
    {
        Reason = null,
        Feedback = report.Feedback with { Comment = null },
        Actions = [.. report.Actions.Select(action => action with { Note = null })],
    };

    private static async Task<int> ModerateAsync(
        Func<string[]> configuration, string action, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        await using var saga = OpsServices.Create(configuration(), sendsAsSaga: true);
        await saga.RefuseNewerAsync(DatabaseSettings.FeedbackKey, cancellationToken);
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        var command = new ModerateFeedback
        {
            FeedbackId = parsed.GetRequiredValue(_feedback),
            Action = action,
            Note = parsed.GetValue(_note),
            CallerId = parsed.GetValue(OpsCommand.Operator)!,
        };
        var moderated = await In(() => saga.Feedback.ModerateAsync(command, dryRun, cancellationToken)) switch
        {
            FeedbackModerated done => done,
            FeedbackRefused refused => throw Refused(string.Join(" ", refused.Reasons.Select(reason => reason.Detail))),
            InvalidInput invalid => throw Refused(
                string.Join(" ", invalid.Errors.Select(error => $"{OptionOf(error.Key)} {string.Join(", ", error.Value)}."))),
            _ => throw new StartRefusedException(OpsCommand.Verb, $"there is no mid-contract feedback {command.FeedbackId}."),
        };
        output.Print(
            new { dryRun, moderated.FeedbackId, moderated.Visibility, moderated.ReportStatus, moderated.Changed },
            tables => tables.Line(Sentence(moderated, dryRun)));
        return 0;

        StartRefusedException Refused(string why) => new(OpsCommand.Verb, $"nothing is done with feedback {command.FeedbackId}. {why}");
    }

    private static string OptionOf(string member) => member == "callerId" ? OpsCommand.Operator.Name : $"--{member}";

    private static string Sentence(FeedbackModerated moderated, bool dryRun)
    {
        var report = moderated.ReportStatus is { } status ? $"its report is {status}" : "nobody reported it";
        var state = $"feedback {moderated.FeedbackId} is {moderated.Visibility}, and {report}.";
        return !moderated.Changed ? $"Nothing to do: {state}" : dryRun ? $"It would be so: {state}" : $"Done: {state}";
    }

    private static string TextOf(ModerationView action) =>
        $"{OpsOutput.TextOf(action.At)} {action.Action} by {action.OperatorId}{(action.Note is { } note ? $": {note}" : "")}";

    private static Task<T> In<T>(Func<Task<T>> work) => OpsServices.InAsync(DatabaseSettings.FeedbackKey, work);
}
