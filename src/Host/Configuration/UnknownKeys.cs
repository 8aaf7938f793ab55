namespace Host.Configuration;

/// <summary>
/// Refuses the start where a key of a section of the product is unknown, and where a section's name is misspelt. Keys of other
/// programs and libraries, which share the environment and the command line, are theirs.
/// </summary>
internal static class UnknownKeys
{
    // A name that is as near as this to one of ours is taken for a slip.
    private const int Slip = 2;

    // A shorter word without a section, such as URL, is more often another program's.
    private const int LongWord = 8;

    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    private static readonly HashSet<string> _known = new(KnownKeys.All, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="StartRefusedException">Names the key, and the one that was meant.</exception>
    public static void Refuse(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is not null && !IsEmptyList(key, value) && Meant(key) is { } meant)
                throw new StartRefusedException(key, $"is unknown; did you mean {meant}?");
        }
    }

    /// <summary>The key of ours that was meant by a key without a section on the command line; null for none.</summary>
    public static string? MeantByOption(string name) =>
        _known.FirstOrDefault(known => SectionOf(known).Equals(name, IgnoreCase)) ?? Slips(name).FirstOrDefault();

    /// <summary>The word that was meant by a slip; null for none.</summary>
    public static string? Nearest(string word, IReadOnlyCollection<string> words) =>
        words.Where(known => Distance(word, known) <= Slip).MinBy(known => Distance(word, known));

    /// <summary>A list without elements, as a file writes it by <c>[]</c>, has a blank value itself.</summary>
    private static bool IsEmptyList(string key, string value) => value.Length == 0 && _known.Contains($"{WithoutIndexes(key)}:0");

    private static string? Meant(string key)
    {
        var general = WithoutIndexes(key);
        if (_known.Contains(general))
            return null;

        if (!key.Contains(':'))
            return Slips(key).FirstOrDefault(known => known.Length >= LongWord);

        var section = SectionOf(key);
        var siblings = _known.Where(known => SectionOf(known).Equals(section, IgnoreCase)).ToList();

        // Other libraries look for connection strings of their own.
        return siblings.Count == 0 || section.Equals("ConnectionStrings", IgnoreCase)
            ? Slips(general).FirstOrDefault()
            : NearestSibling(general, siblings);
    }

    private static string NearestSibling(string key, List<string> siblings)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        return siblings.OrderBy(known => !known.Contains(name, IgnoreCase)).ThenBy(known => Distance(key, known)).First();
    }

    /// <summary>Hardly anybody mistypes the first letter: <c>OAuth:Audience</c> is not <c>Auth:Audience</c>.</summary>
    private static IEnumerable<string> Slips(string key) =>
        from known in _known
        where char.ToUpperInvariant(known[0]) == char.ToUpperInvariant(key[0]) && known.Contains(':') == key.Contains(':')
        let distance = Distance(key, known)
        where distance <= Slip
        orderby distance
        select known;

    private static string SectionOf(string key) => key.Split(':', 2)[0];

    private static string WithoutIndexes(string key) =>
        string.Join(':', key.Split(':').Select(part => int.TryParse(part, out _) ? "0" : part));

    /// <summary>How many letters have to be changed, added, left out or swapped with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var (a, b) = (left.ToUpperInvariant(), right.ToUpperInvariant());
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    costs[i, j] = i + j;
                    continue;
                }

                var changed = costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(changed, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }

        return costs[a.Length, b.Length];
    }
}
