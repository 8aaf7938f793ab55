namespace TestKit;

/// <summary>What no door takes for an id, beside what is empty, too long or no text (R45).</summary>
public static class RefusedIds
{
    public static IReadOnlyList<string> All { get; } = ["c-1 ", " c-1", "\tc-1", "c-1\n", "c-1\u00a0", "\u3000c-1", " ", ".", ".."];

    /// <summary>Those that a client can send in an address. It drops the segments <c>.</c> and <c>..</c> itself.</summary>
    public static IReadOnlyList<string> InAddresses { get; } = [.. All.Where(id => id.Trim('.').Length > 0)];
}
