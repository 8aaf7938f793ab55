using System.Text.RegularExpressions;

namespace Crash.Ledger;

/// <summary>
/// A run in which nothing breaks leaves no warning and no error, neither in the services' logs nor in the database's: what gets in each
/// other's way is tried again as a matter of course.
/// </summary>
internal static partial class LogAudit
{
    private const int Shown = 5;

    /// <param name="logs">Log by name, while all that runs still does.</param>
    public static IEnumerable<Finding> Run(IReadOnlyDictionary<string, string> logs) =>
        from log in logs
        from kind in log.Value.Split('\n').Where(line => Complaint().IsMatch(line)).GroupBy(KindOf)
        select new Finding(Fate.Wrong, "log", log.Key, $"{kind.Count()} x {string.Join(" | ", kind.Take(Shown))}");

    /// <summary>The line without its instant, its ids and its numbers.</summary>
    private static string KindOf(string line) => Value().Replace(line, "#");

    /// <summary>A level of ours, or of PostgreSQL's.</summary>
    [GeneratedRegex(@" (WRN|ERR|FTL) | (WARNING|ERROR|FATAL|PANIC):  ")]
    private static partial Regex Complaint();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|\d+")]
    private static partial Regex Value();
}
