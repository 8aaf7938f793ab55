using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Feedback.Saga.Signals;

/// <summary>
/// Finds in a note what asks for a rating (R65), in the languages of the product. It compares what a reader sees: compatible characters,
/// accents, case, characters that are not seen and digits of other scripts make no difference. Who wants to be misread can be. Its time
/// grows with the length of the note and no faster, whatever the note holds.
/// </summary>
internal static class RatingPlea
{
    private const char Star = '\u2605';
    private const string FiveOfFive = "five-of-five";

    /// <summary>The stars that people write.</summary>
    private static readonly HashSet<int> _stars = [Star, 0x2606, 0x2B50, 0x1F31F, 0x272D, 0x272E, 0x272F, 0x2730];

    // Nothing but a digit, a point or a comma before the number would make it another one: 15 stars, 4.5 stars.
    private const string Alone = @"(?:^|[^\d.,/]|[^\d][.,/])";

    private const string Five = @"(?:5(?:[.,]0+)?|five|funf|fuenf|cinco)";

    /// <summary>How far from five of five a word of rating makes it one, in characters of the same sentence.</summary>
    private const int Near = 40;

    private static readonly SearchValues<char> _endsOfSentences = SearchValues.Create(".!?;\r\n");

    /// <summary>Five of five is more often a milestone or a date than a rating.</summary>
    private static readonly Regex _rating = Of(
        @"\b(?:rate|rates|rated|rating|ratings|score|scores|star|stars|bewerte|bewerten|bewertet|bewertung|bewertungen|punkte|sterne"
        + @"|sternen|calificar|calificame|califica|calificacion|puntuar|puntuacion|valorar|valoracion|estrellas)\b");

    /// <summary>What is reviewed otherwise is work.</summary>
    private static readonly Regex _review = Of(@"^[\s-]*(?:review|rezension|resena)\b");

    private static readonly (string Name, Regex Pattern)[] _patterns =
    [
        ("five-stars", Of(
            Alone + @"\b" + Five + @"[\s()*-]*(?:5[\s()*-]*)?(?:star|stars|stern|sterne|sternen|sternchen|sternebewertung|sternebewertungen"
            + @"|sterne-bewertung|estrella|estrellas|estrellitas)\b")),
        ("star-symbols", Of($@"(?:{Star}\s*){{5}}|{Star}\s*[x\u00d7*]\s*5\b|{Alone}5\s*[x\u00d7*]?\s*{Star}")),
        (FiveOfFive, Of(
            Alone + @"(?:5(?:[.,]0+)?\s*/\s*5(?:[.,]0+)?(?:$|[^\d/.,-]|[.,-](?:$|\D))|\b(?:5|five)\s+out\s+of\s+(?:5|five)\b"
            + @"|\b(?:5|funf|fuenf)\s+von\s+(?:5|funf|fuenf)\b|\b(?:5|cinco)\s+(?:de|sobre)\s+(?:5|cinco)\b)")),
        ("top-rating", Of(
            @"\b(?:top|best|highest|maximum|max|perfect|full|excellent)[\s-]+(?:possible[\s-]+)?(?:rating|ratings)\b"
            + @"|\b(?:top|best|hochst|maximal)[\s-]*(?:bewertung|bewertungen)\b|\b(?:best|hochst)note\b"
            + @"|\b(?:beste|besten|hochste|hochsten|bestmogliche|perfekte|volle|maximale)\s+(?:bewertung|punktzahl|sternezahl)\b"
            + @"|\b(?:maxima|mejor|mayor|perfecta)\s+(?:calificacion|puntuacion|valoracion)\b"
            + @"|\b(?:calificacion|puntuacion|valoracion)\s+(?:maxima|perfecta|mas\s+alta)\b")),
    ];

    /// <summary>The name of the first pattern that the note matches; null if it matches none.</summary>
    public static string? PatternIn(string? note)
    {
        if (string.IsNullOrWhiteSpace(note))
            return null;

        var seen = Normalised(note, isBlankSeen: true);
        return PatternOf(seen) ?? (HasBlanks(note) ? PatternOf(Normalised(note, isBlankSeen: false)) : null);
    }

    private static string? PatternOf(string seen) => Array.Find(
        _patterns,
        pattern => pattern.Name == FiveOfFive
            ? pattern.Pattern.Matches(seen).Any(match => IsNearRating(seen, match))
            : pattern.Pattern.IsMatch(seen)).Name;

    private static bool IsNearRating(string seen, Match match)
    {
        // The match may hold what stands beside it, too.
        var (from, to) = (match.Index, match.Index + match.Length);
        while (!char.IsLetterOrDigit(seen[from]))
            from++;
        while (!char.IsLetterOrDigit(seen[to - 1]))
            to--;

        var before = seen.AsSpan(Math.Max(0, from - Near)..from);
        before = before[(before.LastIndexOfAny(_endsOfSentences) + 1)..];
        var after = seen.AsSpan(to..Math.Min(seen.Length, to + Near));
        if (after.IndexOfAny(_endsOfSentences) is >= 0 and var end)
            after = after[..end];

        return _rating.IsMatch(before) || _rating.IsMatch(after) || _review.IsMatch(after);
    }

    /// <summary>As a reader sees it, in lower case, without accents, with digits from 0 to 9 and one kind of star.</summary>
    private static string Normalised(string note, bool isBlankSeen)
    {
        // What is not Unicode can't be normalised, and neither can U+FFFE, which a note may hold.
        var whole = string.Concat(note.EnumerateRunes().Where(rune => !IsNoncharacter(rune)).Select(rune => IsBlank(rune)
            ? isBlankSeen ? " " : ""
            : rune.ToString()));
        var text = new StringBuilder(whole.Length);
        foreach (var rune in whole.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (_stars.Contains(rune.Value))
                text.Append(Star);
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber)
                text.Append((int)Rune.GetNumericValue(rune));
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation)
                text.Append('-');
            else if (IsSeen(rune))
                text.Append(Rune.ToLowerInvariant(rune));
        }

        return text.ToString();
    }

    private static bool HasBlanks(string note) => note.EnumerateRunes().Any(IsBlank);

    /// <summary>A space to some fonts, and nothing to others: letters of no sound, and Braille without a dot.</summary>
    private static bool IsBlank(Rune rune) => rune.Value is 0x3164 or 0xFFA0 or 0x115F or 0x1160 or 0x2800;

    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    /// <summary>Marks stand on other characters, and formats, the zero-width ones among them, show nothing.</summary>
    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format);

    private static Regex Of(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
