using System.Text;

namespace Notifications.Templates;

/// <summary>A letter as plain text.</summary>
internal static class LetterText
{
    public static string Of(Letter letter)
    {
        var text = new StringBuilder();
        Paragraph(text, letter.Greeting);
        foreach (var paragraph in letter.Opening)
            Paragraph(text, paragraph);

        if (letter.Quote is { } quote)
            Paragraph(text, $"{quote.Caption}\n> {quote.Text.Replace("\n", "\n> ", StringComparison.Ordinal)}");

        if (letter.List is { } list)
            Paragraph(text, $"{list.Heading}\n- {string.Join("\n- ", list.Items)}");

        Paragraph(text, $"{letter.Action.Label}: {letter.Action.Url}");
        foreach (var paragraph in letter.Closing)
            Paragraph(text, paragraph);

        return text.ToString().TrimEnd() + "\n";
    }

    private static void Paragraph(StringBuilder text, string paragraph) => text.Append(paragraph).Append("\n\n");
}
