using System.CommandLine;
using System.Globalization;
using Contracts.Messages;
using Host.Configuration;
using Host.Databases;

namespace Host.Commands.Ops;

/// <summary><c>ops signals</c>: facts that may point to abuse, for operators to look at (R67).</summary>
internal static class SignalsVerbs
{
    private static readonly Option<string> _kind = new("--kind") { Description = "The kind, such as rating-plea; without it, all." };
    private static readonly Option<string> _freelancer = new("--freelancer") { Description = "The id of the freelancer; without it, all." };
    private static readonly Option<TimeSpan?> _since = OpsCommand.Length("--since", "How far back; without it, all that are kept.");
    private static readonly Option<bool> _all = new("--all") { Description = "Those that were looked at, too." };
    private static readonly Option<bool> _texts = new("--texts") { Description = "Shows the notes of operators, too." };
    private static readonly Argument<Guid> _signal = new("signal") { Description = "The id of the signal." };
    private static readonly Option<string> _note = new("--note") { Description = "What came of it, for other operators." };

    static SignalsVerbs() => _kind.AcceptOnlyFromAmong([.. AbuseSignalKinds.All]);

    public static Command Create(Func<string[]> configuration) =>
        new("signals", "Facts that may point to abuse. They prove nothing, and nothing follows from them.")
        {
            new Command("list", "Lists signals that nobody has looked at, with the evidence, the newest first.")
                {
                    _kind, _freelancer, _since, _all, _texts, OpsCommand.Take,
                }
                .Runs(configuration, ListAsync),
            new Command("review", "Marks a signal as looked at.") { _signal, _note, OpsCommand.Operator, OpsCommand.DryRun }
                .Runs(configuration, (_, parsed, output, cancellationToken) =>
                    ReviewAsync(configuration, parsed, output, cancellationToken)),
        };

    private static async Task<int> ListAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var take = parsed.GetValue(OpsCommand.Take);
        var query = new GetAbuseSignals
        {
            Kind = parsed.GetValue(_kind),
            Status = parsed.GetValue(_all) ? null : AbuseSignalStatuses.Open,
            FreelancerId = parsed.GetValue(_freelancer),
            Since = parsed.GetValue(_since) is { } length ? services.Clock.GetUtcNow() - length : null,
            PageSize = take,
        };
        var signals = await In(() => services.Feedback.SignalsAsync(query, take, cancellationToken));
        var shown = parsed.GetValue(_texts) ? signals.Items : [.. signals.Items.Select(signal => signal with { Note = null })];
        output.Print(new { Signals = shown }, tables => tables.Table(
            "There is no such signal.",
            ["at", "kind", "signal", "contract", "freelancer", "client", "request", "feedback", "evidence", "reviewed", "note"],
            shown.Select(signal => (object?[])
            [
                signal.At, signal.Kind, signal.SignalId, signal.ContractId, signal.FreelancerId, signal.ClientId, signal.RequestId,
                signal.FeedbackId, TextOf(signal.Evidence), ReviewOf(signal), signal.Note,
            ])));
        return 0;
    }

    private static async Task<int> ReviewAsync(
        Func<string[]> configuration, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        await using var saga = OpsServices.Create(configuration(), sendsAsSaga: true);
        await saga.RefuseNewerAsync(DatabaseSettings.FeedbackKey, cancellationToken);
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        var command = new ReviewAbuseSignal
        {
            SignalId = parsed.GetRequiredValue(_signal),
            Note = parsed.GetValue(_note),
            CallerId = parsed.GetValue(OpsCommand.Operator)!,
        };
        var reviewed = await In(() => saga.Feedback.ReviewSignalAsync(command, dryRun, cancellationToken)) switch
        {
            AbuseSignalReviewed done => done,
            InvalidInput invalid => throw new StartRefusedException(
                OpsCommand.Verb,
                $"nothing is done with signal {command.SignalId}. "
                + string.Join(" ", invalid.Errors.Select(error => $"{OptionOf(error.Key)} {string.Join(", ", error.Value)}."))),
            _ => throw new StartRefusedException(OpsCommand.Verb, $"there is no signal {command.SignalId}."),
        };
        output.Print(
            new { dryRun, reviewed.Signal.SignalId, reviewed.Signal.Status, reviewed.Signal.ReviewedBy, reviewed.Changed },
            tables => tables.Line(Sentence(reviewed, dryRun)));
        return 0;
    }

    private static string OptionOf(string member) => member == "callerId" ? OpsCommand.Operator.Name : $"--{member}";

    private static string Sentence(AbuseSignalReviewed reviewed, bool dryRun)
    {
        var state = $"signal {reviewed.Signal.SignalId} ({reviewed.Signal.Kind}) was looked at by {reviewed.Signal.ReviewedBy}.";
        return !reviewed.Changed ? $"Nothing to do: {state}" : dryRun ? $"It would be so: {state}" : $"Done: {state}";
    }

    private static string ReviewOf(AbuseSignalView signal) =>
        signal.ReviewedAt is { } at ? $"{OpsOutput.TextOf(at)} by {signal.ReviewedBy}" : "";

    private static string TextOf(AbuseSignalEvidence evidence)
    {
        (string Name, object? Value)[] members =
        [
            ("payment", evidence.PaymentId),
            ("paymentAt", evidence.PaymentAt),
            ("otherContract", evidence.OtherContractId),
            ("otherFeedback", evidence.OtherFeedbackId),
            ("otherAt", evidence.OtherAt),
            ("count", evidence.Count),
            ("clients", evidence.Clients),
            ("feedback", evidence.FeedbackIds is { } ids ? string.Join(',', ids) : null),
            ("accountOpenedAt", evidence.AccountOpenedAt),
            ("window", evidence.Window?.ToString("c", CultureInfo.InvariantCulture)),
            ("pattern", evidence.Pattern),
        ];
        return OpsOutput.TextOf(members.Where(member => member.Value is not null)
            .Select(member => KeyValuePair.Create(member.Name, member.Value)));
    }

    private static Task<T> In<T>(Func<Task<T>> work) => OpsServices.InAsync(DatabaseSettings.FeedbackKey, work);
}
