namespace Notifications.Email;

/// <summary>
/// A filled-in email template. The plain text and the HTML of an email are both made from it, so that they say the same. All members
/// are plain text, which the HTML escapes. It is public because the Razor component that takes it is.
/// </summary>
public sealed record EmailContent
{
    /// <summary>One line, without line breaks.</summary>
    public required string Subject { get; init; }

    /// <summary>The language of all texts, such as <c>de</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The name of the product, above everything else.</summary>
    public required string Product { get; init; }

    /// <summary>What mail programs show beside the subject.</summary>
    public required string Preheader { get; init; }

    /// <summary>The first line, to the recipient by name where it is known.</summary>
    public required string Greeting { get; init; }

    /// <summary>The paragraphs that say what happened.</summary>
    public required IReadOnlyList<string> Opening { get; init; }

    /// <summary>What a user wrote, if anything.</summary>
    public EmailQuote? Quote { get; init; }

    /// <summary>A list that belongs to it, if any.</summary>
    public EmailList? List { get; init; }

    /// <summary>The notices of a digest.</summary>
    public IReadOnlyList<EmailEntry> Entries { get; init; } = [];

    /// <summary>The button, if there is one for the whole email.</summary>
    public EmailAction? Action { get; init; }

    /// <summary>The paragraphs after the button.</summary>
    public required IReadOnlyList<string> Closing { get; init; }

    /// <summary>Why the recipient gets the email, and how to get no more.</summary>
    public required EmailFooter Footer { get; init; }

    /// <summary>The email as plain text.</summary>
    public string ToPlainText()
    {
        var paragraphs = new List<string> { Greeting };
        paragraphs.AddRange(Opening);
        if (Quote is not null)
            paragraphs.Add(PlainText(Quote));

        if (List is { } list)
            paragraphs.Add($"{list.Heading}\n- {string.Join("\n- ", list.Items)}");

        foreach (var entry in Entries)
        {
            paragraphs.Add($"* {entry.Text}");
            if (entry.Quote is not null)
                paragraphs.Add(PlainText(entry.Quote));

            paragraphs.Add(PlainText(entry.Action));
        }

        if (Action is not null)
            paragraphs.Add(PlainText(Action));

        paragraphs.AddRange(Closing);
        string?[] footer = ["-- ", Footer.Why, Footer.Contact, .. Footer.Links.Select(PlainText)];
        paragraphs.Add(string.Join("\n", footer.OfType<string>()));
        return string.Join("\n\n", paragraphs).TrimEnd() + "\n";
    }

    private static string PlainText(EmailQuote quote) =>
        $"{quote.Caption}\n> {quote.Text.Replace("\n", "\n> ", StringComparison.Ordinal)}";

    private static string PlainText(EmailAction action) => $"{action.Label}: {action.Url}";
}

/// <summary>A user's own words.</summary>
/// <param name="Caption">Who says them.</param>
/// <param name="Text">The words, with <c>\n</c> between lines.</param>
public sealed record EmailQuote(string Caption, string Text);

/// <summary>A short list.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Items">Its items, one line each.</param>
public sealed record EmailList(string Heading, IReadOnlyList<string> Items);

/// <summary>One notice of a digest.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Quote">What a user wrote, if anything.</param>
/// <param name="Action">What the recipient can do.</param>
public sealed record EmailEntry(string Text, EmailQuote? Quote, EmailAction Action);

/// <summary>What the recipient can do.</summary>
/// <param name="Label">What the button says.</param>
/// <param name="Url">Where it leads, absolute.</param>
public sealed record EmailAction(string Label, string Url);

/// <summary>The end of an email.</summary>
/// <param name="Why">Why the recipient gets it.</param>
/// <param name="Contact">How to reach somebody; null if replies reach nobody.</param>
/// <param name="Links">The settings, and how to unsubscribe.</param>
public sealed record EmailFooter(string Why, string? Contact, IReadOnlyList<EmailAction> Links);
