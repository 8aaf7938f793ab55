using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Feedback.Saga.Signals;

/// <summary>
/// Finds in a note what asks for a rating (R65), in the languages of the product. It compares what a reader sees: compatible characters,
/// accents, case, characters that are not seen and digits of other scripts make no difference. Its time grows with the length of the note
/// and no faster, whatever the note holds.
/// </summary>
internal static class RatingPlea
{
    private const char Star = '\u2605';

    /// <summary>The stars that people write.</summary>
    private static readonly HashSet<int> _stars = [Star, 0x2B50, 0x1F31F, 0x272D, 0x272E, 0x272F, 0x2730];

    // Nothing but a digit, a point or a comma before the number would make it another one: 15 stars, 4.5 stars.
    private const string Alone = @"(?:^|[^\d.,/]|[^\d][.,/])";

    private const string Five = @"(?:5(?:[.,]0+)?|five|funf|fuenf|cinco)";

    private static readonly (string Name, Regex Pattern)[] _patterns =
    [
        ("five-stars", Of(
            Alone + @"\b" + Five + @"[\s()*-]*(?:5[\s()*-]*)?(?:star|stars|stern|sterne|sternen|sternchen|sternebewertung|sternebewertungen"
            + @"|sterne-bewertung|estrella|estrellas|estrellitas)\b")),
        ("star-symbols", Of($@"(?:{Star}\s*){{5}}|{Star}\s*[x\u00d7*]\s*5\b|{Alone}5\s*[x\u00d7*]?\s*{Star}")),
        ("five-of-five", Of(
            Alone + @"(?:5(?:[.,]0+)?\s*/\s*5(?:[.,]0+)?(?:$|[^\d/.,-]|[.,-](?:$|\D))|\b(?:5|five)\s+out\s+of\s+(?:5|five)\b"
            + @"|\b(?:5|funf|fuenf)\s+von\s+(?:5|funf|fuenf)\b|\b(?:5|cinco)\s+(?:de|sobre)\s+(?:5|cinco)\b)")),
        ("top-rating", Of(
            @"\b(?:top|best|highest|maximum|max|perfect|full|excellent)[\s-]+(?:possible[\s-]+)?(?:rating|ratings)\b"
            + @"|\b(?:top|best|hochst|maximal)[\s-]*(?:bewertung|bewertungen|note)\b"
            + @"|\b(?:beste|besten|hochste|hochsten|bestmogliche|perfekte|volle|maximale)\s+(?:bewertung|punktzahl|sternezahl)\b"
            + @"|\b(?:maxima|mejor|mayor|perfecta)\s+(?:calificacion|puntuacion|valoracion)\b"
            + @"|\b(?:calificacion|puntuacion|valoracion)\s+(?:maxima|perfecta|mas\s+alta)\b")),
    ];

    /// <summary>The name of the first pattern that the note matches; null if it matches none.</summary>
    public static string? PatternIn(string? note)
    {
        if (string.IsNullOrWhiteSpace(note))
            return null;

        var seen = Normalised(note);
        return Array.Find(_patterns, pattern => pattern.Pattern.IsMatch(seen)).Name;
    }

    /// <summary>As a reader sees it, in lower case, without accents, with digits from 0 to 9 and one kind of star.</summary>
    private static string Normalised(string note)
    {
        // What is not Unicode can't be normalised; a note that is stored never holds such.
        var whole = string.Concat(note.EnumerateRunes());
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

    /// <summary>Marks stand on other characters, and formats, the zero-width ones among them, show nothing.</summary>
    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format);

    private static Regex Of(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
