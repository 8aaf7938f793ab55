using System.Diagnostics.Metrics;
using Feedback.Saga.Persistence;
using Feedback.Saga.Reconciliation;
using Feedback.Saga.Rollout;
using Messaging.EntityFrameworkCore.Outbox;

namespace Feedback.Saga;

/// <summary>What the saga service tells OpenTelemetry. It costs nothing as long as nobody listens.</summary>
public static class FeedbackTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Feedback.Saga";

    private const double Hour = 3600;
    private const double Day = 24 * Hour;

    private static readonly Meter _meter = new(Name);

    /// <summary>
    /// Has the tag <c>feedback.outcome</c>: <c>accepted</c>, then <c>answered</c>, <c>expired</c>, <c>closed</c> or <c>declined</c>.
    /// </summary>
    internal static Counter<long> Requests { get; } =
        _meter.CreateCounter<long>("feedback.requests", "{request}", "Requests that were accepted, and that ended");

    internal static Histogram<double> TimeToAnswer { get; } = _meter.CreateHistogram(
        "feedback.request.time_to_answer",
        "s",
        "From the request to the feedback that answered it",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
                [60, 600, Hour, 4 * Hour, 12 * Hour, Day, 2 * Day, 3 * Day, 5 * Day, 7 * Day, 10 * Day, 14 * Day, 30 * Day],
        });

    /// <summary>Has the tag <c>feedback.requested</c>: whether a request asked for it.</summary>
    internal static Counter<long> Provided { get; } =
        _meter.CreateCounter<long>("feedback.provided", "{feedback}", "Mid-contract feedback that was accepted");

    /// <summary>
    /// Has the tags <c>feedback.command</c> (<c>request</c>, <c>provide</c> or <c>decline</c>) and <c>feedback.reason</c>, one of
    /// <see cref="RefusalCodes"/>.
    /// </summary>
    internal static Counter<long> Refusals { get; } =
        _meter.CreateCounter<long>("feedback.refusals", "{reason}", "Reasons for which commands were refused; a command may have several");

    internal static Counter<long> Reports { get; } =
        _meter.CreateCounter<long>("feedback.reports", "{report}", "Reports of feedback that were taken");

    /// <summary>Has the tag <c>feedback.action</c>, one of <see cref="ModerationActions"/>.</summary>
    internal static Counter<long> Moderations { get; } =
        _meter.CreateCounter<long>("feedback.moderations", "{action}", "What operators did with feedback");

    /// <summary>Has the tag <c>feedback.signal</c>, one of <see cref="AbuseSignalKinds"/>.</summary>
    internal static Counter<long> Signals { get; } =
        _meter.CreateCounter<long>("feedback.signals", "{signal}", "Signs of abuse that were found, for operators to look at");

    internal static Counter<long> HandOvers { get; } = _meter.CreateCounter<long>(
        "feedback.hand_overs", "{hand_over}", "Hand-overs of a contract's feedback to the end-of-contract feedback system");

    /// <summary>
    /// The requests by cohort (R63): has the tags <c>feedback.cohort</c> and <c>feedback.outcome</c>, as <see cref="Requests"/> has it.
    /// </summary>
    internal static Counter<long> CohortRequests { get; } = _meter.CreateCounter<long>(
        "feedback.rollout.requests", "{request}", "Requests of each cohort that were accepted, and that ended");

    /// <summary>Has the tags <c>feedback.cohort</c> and <c>feedback.reason</c>.</summary>
    internal static Counter<long> CohortRefusals { get; } = _meter.CreateCounter<long>(
        "feedback.rollout.refusals", "{reason}", "Reasons for which requests of each cohort were refused; a request may have several");

    /// <summary>Has the tag <c>feedback.cohort</c>.</summary>
    internal static Histogram<double> CohortTimeToAnswer { get; } = _meter.CreateHistogram(
        "feedback.rollout.time_to_answer",
        "s",
        "From the request to the feedback that answered it, by cohort",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [Hour, 12 * Hour, Day, 3 * Day, 7 * Day, 14 * Day] });

    /// <summary>Has the tag <c>feedback.timer</c>: <c>expiry</c> or <c>reminder</c>.</summary>
    internal static Counter<long> StaleTimers { get; } =
        _meter.CreateCounter<long>("feedback.timers.stale", "{timer}", "Timers that fired when their request had ended, or was not there");

    internal static KeyValuePair<string, object?> OutcomeTag(string status) =>
        new("feedback.outcome", status == FeedbackRequestStatuses.Pending ? "accepted" : status);

    internal static KeyValuePair<string, object?> ActionTag(string action) => new("feedback.action", action);

    internal static KeyValuePair<string, object?> SignalTag(string kind) => new("feedback.signal", kind);

    internal static KeyValuePair<string, object?> CohortTag(string? cohort) => new("feedback.cohort", CohortLabels.Of(cohort));

    internal static KeyValuePair<string, object?> TimerTag(string timer) => new("feedback.timer", timer);

    /// <summary>Shows the counters from the start, so that their first increase is one.</summary>
    internal static void BeginAtZero()
    {
        foreach (var status in FeedbackRequestStatuses.All)
            Requests.Add(0, OutcomeTag(status));

        Reports.Add(0);
        foreach (var action in ModerationActions.All)
            Moderations.Add(0, ActionTag(action));

        foreach (var kind in AbuseSignalKinds.All)
            Signals.Add(0, SignalTag(kind));

        HandOvers.Add(0);
        StaleTimers.Add(0, TimerTag(Timers.Expiry));
        StaleTimers.Add(0, TimerTag(Timers.Reminder));
        MessagingTelemetry.BeginFindingsAtZero<FeedbackDbContext>(FeedbackFindings.All);
    }

    /// <summary>The timers of a request, as a tag names them.</summary>
    internal static class Timers
    {
        public const string Expiry = "expiry";
        public const string Reminder = "reminder";
    }
}
