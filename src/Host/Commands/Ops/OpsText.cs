namespace Host.Commands.Ops;

/// <summary>Sentences of the verbs.</summary>
internal static class OpsText
{
    /// <summary>Such as <c>2 messages are replayed.</c></summary>
    public static string Changed(int count, string noun, string done, bool dryRun) =>
        $"{count} {noun}{(count == 1 ? "" : "s")} {(dryRun ? "would be" : count == 1 ? "is" : "are")} {done}.";
}
