using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Feedback.Saga.Retention;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Rollout;

/// <summary>
/// Tells what came of the rollout, by cohort, as it was decided (R63). The database counts; what is read is as large as there are cohorts,
/// reasons and minutes, however many requests there are.
/// </summary>
internal sealed class RolloutReporting(FeedbackDbContext db, RolloutInForce rollout, IOptions<RetentionOptions> retention)
{
    /// <summary>How far a report goes back unless it is said.</summary>
    public static readonly TimeSpan DefaultLength = TimeSpan.FromDays(90);

    private const int SecondsOfMinute = 60;

    private static readonly string[] _last =
        [RolloutCohorts.List, RolloutCohorts.Percentage, RolloutCohorts.None, RolloutCohorts.Unrecorded];

    public async Task<RolloutReport> ReadAsync(DateTimeOffset? since, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var from = since ?? asOf - DefaultLength;
        var kept = asOf - retention.Value.RolloutRefusals;
        var refusalsFrom = kept > from ? kept : from;
        var requests = await RequestsAsync(from, refusalsFrom, asOf, cancellationToken);
        var refusals = await RefusalsAsync(refusalsFrom, cancellationToken);
        var times = await TimesAsync(from, asOf, requests, cancellationToken);
        var inForce = (await rollout.GetAsync(cancellationToken)).Definition.Cohorts.Select(cohort => cohort.Name);
        var cohorts = requests.Select(row => row.Cohort).Concat(refusals.Select(row => row.Cohort)).Concat(inForce)
            .Distinct(StringComparer.Ordinal)
            .OrderBy(name => Array.IndexOf(_last, name))
            .ThenBy(name => name, StringComparer.Ordinal);

        return new RolloutReport
        {
            Since = from,
            RefusalsSince = refusalsFrom,
            AsOf = asOf,
            Cohorts =
            [
                Report(RolloutCohorts.All, requests, refusals, times.GetValueOrDefault(RolloutCohorts.All)),
                .. cohorts.Select(name => Report(
                    name,
                    [.. requests.Where(row => row.Cohort == name)],
                    [.. refusals.Where(row => row.Cohort == name)],
                    times.GetValueOrDefault(name))),
            ],
        };
    }

    private async Task<List<RequestRow>> RequestsAsync(
        DateTimeOffset from, DateTimeOffset refusalsFrom, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var rows = await db.Requests.AsNoTracking()
            .Where(request => request.RequestedAt >= from)
            .GroupBy(request => new { request.Cohort, request.CurrentState })
            .Select(group => new
            {
                group.Key.Cohort,
                group.Key.CurrentState,
                Count = group.LongCount(),
                Concluded = group.LongCount(request => request.ExpiresAt <= asOf),
                Timed = group.LongCount(request => request.ExpiresAt <= asOf && request.AnsweredAfterSeconds != null),
                BesideRefusals = group.LongCount(request => request.RequestedAt >= refusalsFrom),
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new RequestRow(
                row.Cohort ?? RolloutCohorts.Unrecorded, row.CurrentState, row.Count, row.Concluded, row.Timed, row.BesideRefusals)),
        ];
    }

    private Task<List<RefusalRow>> RefusalsAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        db.RolloutRefusals.AsNoTracking()
            .Where(refusal => refusal.At >= from)
            .GroupBy(refusal => new { refusal.Cohort, refusal.Reasons })
            .Select(group => new RefusalRow(group.Key.Cohort, group.Key.Reasons, group.LongCount()))
            .ToListAsync(cancellationToken);

    /// <summary>The times to answer of each cohort that has some, and of all together.</summary>
    private async Task<Dictionary<string, AnswerTimes>> TimesAsync(
        DateTimeOffset from, DateTimeOffset asOf, List<RequestRow> requests, CancellationToken cancellationToken)
    {
        var times = requests.GroupBy(row => row.Cohort, StringComparer.Ordinal)
            .Select(cohort => (Name: cohort.Key, Timed: cohort.Sum(row => row.Timed)))
            .Append((Name: RolloutCohorts.All, Timed: requests.Sum(row => row.Timed)))
            .Where(cohort => cohort.Timed > 0)
            .ToDictionary(cohort => cohort.Name, cohort => new AnswerTimes(cohort.Timed), StringComparer.Ordinal);
        if (times.Count == 0)
            return times;

        var answered = db.Requests.AsNoTracking().Where(request =>
            request.RequestedAt >= from && request.ExpiresAt <= asOf && request.AnsweredAfterSeconds != null);
        var byCohort = answered
            .GroupBy(request => new { request.Cohort, Minutes = request.AnsweredAfterSeconds!.Value / SecondsOfMinute })
            .Select(group => new { group.Key.Cohort, group.Key.Minutes, Count = group.LongCount() })
            .OrderBy(group => group.Minutes)
            .AsAsyncEnumerable();
        await foreach (var group in byCohort.WithCancellation(cancellationToken))
        {
            foreach (var name in new[] { group.Cohort ?? RolloutCohorts.Unrecorded, RolloutCohorts.All })
                times.GetValueOrDefault(name)?.Add(group.Minutes, group.Count);
        }

        return times;
    }

    private static RolloutCohortReport Report(
        string cohort, List<RequestRow> requests, List<RefusalRow> refusals, AnswerTimes? times)
    {
        var concluded = requests.Where(row => row.State != nameof(FeedbackRequestStateMachine.Pending)).Sum(row => row.Concluded);
        var refused = refusals.Sum(row => row.Count);
        var made = requests.Sum(row => row.BesideRefusals) + refused;
        return new RolloutCohortReport
        {
            Cohort = cohort,
            Accepted = requests.Sum(row => row.Count),
            Waiting = requests.Where(row => row.State == nameof(FeedbackRequestStateMachine.Pending)).Sum(row => row.Count),
            Concluded = concluded,
            Answered = Ended(nameof(FeedbackRequestStateMachine.Answered)),
            Expired = Ended(nameof(FeedbackRequestStateMachine.Expired)),
            Closed = Ended(nameof(FeedbackRequestStateMachine.Closed)),
            Declined = Ended(nameof(FeedbackRequestStateMachine.Declined)),
            MedianTimeToAnswer = times?.Median,
            NinetiethPercentileTimeToAnswer = times?.NinetiethPercentile,
            Refused = RolloutStatistics.Share(refused, made),
            Refusals =
            [
                .. refusals.SelectMany(row => RolloutRefusal.CodesOf(row.Reasons).Select(code => (Code: code, row.Count)))
                    .GroupBy(reason => reason.Code, StringComparer.Ordinal)
                    .Select(reason => new RolloutRefusalShare
                    {
                        Code = reason.Key,
                        Refused = RolloutStatistics.Share(reason.Sum(row => row.Count), made),
                    })
                    .OrderByDescending(reason => reason.Refused.Count)
                    .ThenBy(reason => reason.Code, StringComparer.Ordinal),
            ],
        };

        RolloutShare Ended(string state) =>
            RolloutStatistics.Share(requests.Where(row => row.State == state).Sum(row => row.Concluded), concluded);
    }

    private sealed record RequestRow(string Cohort, string State, long Count, long Concluded, long Timed, long BesideRefusals);

    private sealed record RefusalRow(string Cohort, string Reasons, long Count);
}

/// <summary>Tells operators what came of the rollout.</summary>
internal sealed class GetRolloutReportConsumer(RolloutReporting reporting) : IConsumer<GetRolloutReport>
{
    public async Task Consume(ConsumeContext<GetRolloutReport> context) => await context.RespondAsync(
        await reporting.ReadAsync(context.Message.Since, context.Message.AsOf, context.CancellationToken));
}
