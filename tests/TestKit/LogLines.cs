using Microsoft.Extensions.Logging.Testing;

namespace TestKit;

/// <summary>Reads what a host has logged.</summary>
public static class LogLines
{
    /// <summary>
    /// The records as text, oldest first, with all that a sink could write of each: level, category, message, values, scopes
    /// and exception.
    /// </summary>
    public static IReadOnlyList<string> Lines(this FakeLogCollector log, Func<FakeLogRecord, bool>? where = null) =>
        [.. log.GetSnapshot().Where(where ?? (_ => true)).Select(Line)];

    private static string Line(FakeLogRecord record) => string.Join(
        ' ',
        [$"{record.Level} {record.Category}: {record.Message}", .. record.StructuredState ?? [], .. record.Scopes, record.Exception]);
}
