using System.CommandLine;
using System.Globalization;
using Contracts.Messages;
using Feedback.Saga.Rollout;
using Host.Configuration;
using Host.Databases;

namespace Host.Commands.Ops;

/// <summary><c>ops rollout</c>: who may request feedback, and who changed that (R61).</summary>
internal static class RolloutVerbs
{
    private static readonly Option<int?> _version = new("--version") { Description = "The version to show; without it, the one in force." };
    private static readonly Option<string> _freelancer = new("--freelancer")
    {
        Description = "Says which cohort this freelancer is in now: the name of one, list, percentage, or none.",
    };

    private static readonly Option<int?> _changed = new("--version")
    {
        Description = "The version that is changed; if it is no longer in force, nothing changes. Without it, the one in force.",
    };

    private static readonly Option<string> _percentage = new("--percentage")
    {
        Description = "The share of all freelancers, 0 to 100, with at most two decimals.",
    };

    private static readonly Option<string> _freelancers = new("--freelancers")
    {
        Description = "A file with the whole list of single freelancers, one id a line.",
    };

    private static readonly Option<string> _cohort = new("--cohort") { Description = "The named cohort to change, or to add as the last." };
    private static readonly Option<string> _cohortPercentage = new("--cohort-percentage")
    {
        Description = "Its share of all freelancers, 0 to 100, with at most two decimals.",
    };

    private static readonly Option<string> _cohortFreelancers = new("--cohort-freelancers")
    {
        Description = "A file with its whole list of freelancers, one id a line.",
    };

    private static readonly Option<string> _removedCohort = new("--remove-cohort") { Description = "The named cohort to remove." };
    private static readonly Option<string> _note = new("--note") { Description = "Why, for those who look at the history." };
    private static readonly Option<string> _cursor = new("--cursor") { Description = "Where the list before ended." };
    private static readonly Option<int> _take = new("--take")
    {
        Description = "How many to show at most, from 1 to 100.",
        DefaultValueFactory = _ => Limits.DefaultPageSize,
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<int>() is < 1 or > Limits.MaxPageSize)
                    result.AddError($"--take is a number from 1 to {Limits.MaxPageSize}.");
            },
        },
    };

    private static readonly Option<TimeSpan?> _since =
        OpsCommand.Length("--since", "How far back requests were made, such as 30d; without it, 90 days.");

    public static Command Create(Func<string[]> configuration) =>
        new("rollout", "Who may request feedback.")
        {
            new Command("show", "Shows the version in force, or another; with --json all ids too.") { _version, _freelancer }
                .Runs(configuration, ShowAsync),
            new Command("set", "Stores a new version. It is in force in every process within seconds. What is left out stays as it is.")
                {
                    _changed, _percentage, _freelancers, _cohort, _cohortPercentage, _cohortFreelancers, _removedCohort, _note,
                    OpsCommand.Operator,
                    OpsCommand.DryRun,
                }
                .Runs(configuration, SetAsync),
            new Command("report", "What came of it by cohort, with intervals of 95 percent.") { _since }.Runs(configuration, ReportAsync),
            new Command("history", "Lists the versions, the newest first.") { _take, _cursor }.Runs(configuration, HistoryAsync),
        };

    private static async Task<int> ShowAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var view = await ShowAsync(services, parsed.GetValue(_version), cancellationToken);
        var freelancer = parsed.GetValue(_freelancer);
        var cohort = freelancer is null
            ? null
            : await In(() => services.Of<IRolloutOperations>().CohortOfAsync(freelancer, cancellationToken));
        output.Print(new { Rollout = view, freelancer, cohort }, tables =>
        {
            Write(tables, view);
            if (freelancer is not null)
                tables.Line($"{freelancer} is in: {cohort}.");
        });
        return 0;
    }

    private static async Task<int> SetAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        await services.RefuseNewerAsync(DatabaseSettings.FeedbackKey, cancellationToken);
        var before = await ShowAsync(services, version: null, cancellationToken);
        var change = new SetRollout
        {
            Version = parsed.GetValue(_changed) ?? before.Version,
            Percentage = Percentage(parsed, _percentage),
            Freelancers = await IdsAsync(parsed, _freelancers, cancellationToken),
            Cohorts = await CohortsAsync(parsed, before.Cohorts, cancellationToken),
            Note = parsed.GetValue(_note),
            CallerId = parsed.GetValue(OpsCommand.Operator)!,
        };
        if (change is { Percentage: null, Freelancers: null, Cohorts: null })
            throw new StartRefusedException(OpsCommand.Verb, "say what is to change; see --help.");

        // What is left out would come from the configuration of this verb, which need not be that of the services.
        if (before.Version == 0 && change.Percentage is null)
            throw new StartRefusedException(OpsCommand.Verb, "no version of the rollout is stored yet: the first names its --percentage.");

        var view = await In(() => services.Of<IRolloutOperations>().SetAsync(change, dryRun, cancellationToken)) switch
        {
            RolloutView stored => stored,
            RolloutNotChanged refused => throw new StartRefusedException(OpsCommand.Verb, $"nothing changed. {refused.Reason.Detail}"),
            InvalidInput invalid => throw new StartRefusedException(
                OpsCommand.Verb,
                "nothing changed: "
                + string.Join("; ", invalid.Errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")) + "."),
            var other => throw new InvalidOperationException($"A {other.GetType().Name} is no response."),
        };
        output.Print(new { dryRun, Changed = view.Version != before.Version, Rollout = view }, tables =>
        {
            tables.Line(view.Version == before.Version ? "That is what is in force already." : dryRun ? "Would be stored:" : "Stored:");
            Write(tables, view);
        });
        return 0;
    }

    private static async Task<int> HistoryAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var response = await In(() => services.Of<IRolloutOperations>().HistoryAsync(
            parsed.GetValue(_take), parsed.GetValue(_cursor), cancellationToken));
        if (response is not RolloutHistory history)
            throw new StartRefusedException(OpsCommand.Verb, $"--cursor {InvalidInput.CursorProblem}.");

        output.Print(history, tables =>
        {
            tables.Table(
                "No version is stored: the configuration is in force.",
                ["version", "percentage", "freelancers", "cohorts", "stored at", "by", "note"],
                history.Items.Select(version => (object?[])
                [
                    version.Version, version.Percentage, version.FreelancerCount,
                    string.Join(", ", version.Cohorts.Select(cohort => string.Create(
                        CultureInfo.InvariantCulture, $"{cohort.Name}: {cohort.Percentage} %, {cohort.FreelancerCount}"))),
                    version.ChangedAt, version.ChangedBy, version.Note,
                ]));
            if (history.Next is { } next)
                tables.Line($"There are more: --cursor {next}");
        });
        return 0;
    }

    private static async Task<int> ReportAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var now = services.Clock.GetUtcNow();
        var report = await In(() => services.Of<IRolloutOperations>().ReportAsync(now - parsed.GetValue(_since), now, cancellationToken));
        output.Print(report, tables =>
        {
            tables.Line($"Requests since {OpsOutput.TextOf(report.Since)}. Rates are of those whose time is over; in brackets 95 percent.");
            tables.Table(
                "",
                [
                    "cohort", "accepted", "waiting", "concluded", "answered", "expired", "closed", "declined", "half within",
                    "nine of ten within",
                ],
                report.Cohorts.Select(cohort => (object?[])
                [
                    cohort.Cohort, cohort.Accepted, cohort.Waiting, cohort.Concluded, TextOf(cohort.Answered), TextOf(cohort.Expired),
                    TextOf(cohort.Closed), TextOf(cohort.Declined), TextOf(cohort.MedianTimeToAnswer),
                    TextOf(cohort.NinetiethPercentileTimeToAnswer),
                ]));
            tables.Line($"Refusals since {OpsOutput.TextOf(report.RefusalsSince)}, of all requests that were made.");
            tables.Table(
                "No request was refused.",
                ["cohort", "reason", "requests", "share"],
                report.Cohorts.Where(cohort => cohort.Refused.Count > 0).SelectMany(cohort => cohort.Refusals
                    .Select(reason => (reason.Code, reason.Refused))
                    .Prepend((Code: "refused", cohort.Refused))
                    .Select(reason => (object?[])[cohort.Cohort, reason.Code, reason.Refused.Count, TextOf(reason.Refused)])));
        });
        return 0;
    }

    private static string TextOf(RolloutShare share) => share.Share is null
        ? "–"
        : string.Create(
            CultureInfo.InvariantCulture, $"{100 * share.Share:0.0} % ({100 * share.Low:0.0}–{100 * share.High:0.0})");

    private static string TextOf(RolloutDuration? duration) => duration is null
        ? "–"
        : $"{TextOf(duration.Seconds)} ({TextOf(duration.LowSeconds)}–{TextOf(duration.HighSeconds)})";

    private static string TextOf(long? seconds) =>
        seconds is { } length ? TimeSpan.FromSeconds(length).ToString(@"d\.hh\:mm", CultureInfo.InvariantCulture) : "?";

    private static async Task<RolloutView> ShowAsync(OpsServices services, int? version, CancellationToken cancellationToken) =>
        await In(() => services.Of<IRolloutOperations>().ShowAsync(version, cancellationToken)) as RolloutView
        ?? throw new StartRefusedException(OpsCommand.Verb, $"there is no version {version} of the rollout.");

    private static void Write(OpsOutput output, RolloutView view)
    {
        output.Line(view.Version == 0
            ? "Version 0: what the configuration says, since none is stored."
            : $"Version {view.Version}, stored {OpsOutput.TextOf(view.ChangedAt)} by {view.ChangedBy}{NoteOf(view)}");
        output.Table(
            "",
            ["cohort", "percentage", "freelancers"],
            [
                .. view.Cohorts.Select(cohort => (object?[])[cohort.Name, cohort.Percentage, cohort.Freelancers.Count]),
                [RolloutCohorts.List, null, view.Freelancers.Count],
                [RolloutCohorts.Percentage, view.Percentage, null],
            ]);
    }

    private static string NoteOf(RolloutView view) => view.Note is null ? "" : $": {view.Note}";

    /// <summary>The cohorts with the change that the options say; null if they say none.</summary>
    private static async Task<IReadOnlyList<RolloutCohort>?> CohortsAsync(
        ParseResult parsed, IReadOnlyList<RolloutCohort> before, CancellationToken cancellationToken)
    {
        var (name, removed) = (parsed.GetValue(_cohort), parsed.GetValue(_removedCohort));
        var percentage = Percentage(parsed, _cohortPercentage);
        var freelancers = await IdsAsync(parsed, _cohortFreelancers, cancellationToken);
        if (name is null && (percentage is not null || freelancers is not null))
            throw new StartRefusedException(OpsCommand.Verb, "name the cohort with --cohort.");
        if (removed is not null && before.All(cohort => cohort.Name != removed))
            throw new StartRefusedException(OpsCommand.Verb, $"there is no cohort {removed}.");
        if (name is null && removed is null)
            return null;

        var cohorts = before.Where(cohort => cohort.Name != removed).ToList();
        if (name is null)
            return cohorts;

        var known = cohorts.FindIndex(cohort => cohort.Name == name);
        var changed = known < 0 ? new RolloutCohort { Name = name, Percentage = 0, Freelancers = [] } : cohorts[known];
        changed = changed with { Percentage = percentage ?? changed.Percentage, Freelancers = freelancers ?? changed.Freelancers };
        if (known < 0)
            cohorts.Add(changed);
        else
            cohorts[known] = changed;

        return cohorts;
    }

    private static decimal? Percentage(ParseResult parsed, Option<string> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;

        return Numbers.TryParse(text, out var percentage)
            ? percentage
            : throw new StartRefusedException(OpsCommand.Verb, $"{option.Name} is a number from 0 to 100, such as 12.5.");
    }

    /// <summary>One id a line; empty lines count for nothing.</summary>
    private static async Task<IReadOnlyList<string>?> IdsAsync(
        ParseResult parsed, Option<string> option, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(option) is not { } file)
            return null;

        try
        {
            return [.. (await File.ReadAllLinesAsync(file, cancellationToken)).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(OpsCommand.Verb, $"{option.Name} can't be read: {failure.Message}");
        }
    }

    private static Task<T> In<T>(Func<Task<T>> work) => OpsServices.InAsync(DatabaseSettings.FeedbackKey, work);
}
