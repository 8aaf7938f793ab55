using System.Globalization;
using Crash.Workload;

namespace Crash.Faults;

/// <summary>
/// How long after a fault's cause was gone a caller got the first response to a call that it made after that: the median
/// and the longest of each kind. Faults that another one blurs are left out.
/// </summary>
internal static class Recovery
{
    public static IEnumerable<string> ByKind(IReadOnlyCollection<InjectedFault> faults, IReadOnlyCollection<CompletedCall> completed)
    {
        var calls = completed.OrderBy(call => call.SentAt).ToList();
        return from fault in faults
               let recovery = After(fault, calls)
               where recovery is not null
                   && !faults.Any(other => other != fault && other.BeganAt < fault.EndedAt + recovery && fault.EndedAt < other.EndedAt)
               group recovery.Value.TotalSeconds by fault.Fault.Kind into kind
               let seconds = kind.Order().ToList()
               orderby seconds[^1] descending
               select string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {seconds[seconds.Count / 2]:0.0} s (max {seconds[^1]:0.0})");
    }

    private static TimeSpan? After(InjectedFault fault, List<CompletedCall> calls)
    {
        var later = calls.Where(call => call.SentAt >= fault.EndedAt).Select(call => call.RespondedAt).DefaultIfEmpty().Min();
        return later == default ? null : later - fault.EndedAt;
    }
}
