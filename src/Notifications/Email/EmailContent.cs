namespace Notifications.Email;

/// <summary>
/// A filled-in email template. The plain text and the HTML of an email are both made from it, so that they say the same. All members
/// are plain text, which the HTML escapes. It is public because the Razor component that takes it is.
/// </summary>
public sealed record EmailContent
{
    /// <summary>One line, without line breaks.</summary>
    public required string Subject { get; init; }

    /// <summary>The first line, to the recipient by name where it is known.</summary>
    public required string Greeting { get; init; }

    /// <summary>The paragraphs that say what happened.</summary>
    public required IReadOnlyList<string> Opening { get; init; }

    /// <summary>What a user wrote, if anything.</summary>
    public EmailQuote? Quote { get; init; }

    /// <summary>A list that belongs to it, if any.</summary>
    public EmailList? List { get; init; }

    /// <summary>The button.</summary>
    public required EmailAction Action { get; init; }

    /// <summary>The paragraphs after the button.</summary>
    public required IReadOnlyList<string> Closing { get; init; }

    /// <summary>The email as plain text.</summary>
    public string ToPlainText()
    {
        var paragraphs = new List<string> { Greeting };
        paragraphs.AddRange(Opening);
        if (Quote is { } quote)
            paragraphs.Add($"{quote.Caption}\n> {quote.Text.Replace("\n", "\n> ", StringComparison.Ordinal)}");

        if (List is { } list)
            paragraphs.Add($"{list.Heading}\n- {string.Join("\n- ", list.Items)}");

        paragraphs.Add($"{Action.Label}: {Action.Url}");
        paragraphs.AddRange(Closing);
        return string.Join("\n\n", paragraphs).TrimEnd() + "\n";
    }
}

/// <summary>A user's own words.</summary>
/// <param name="Caption">Who says them.</param>
/// <param name="Text">The words, with <c>\n</c> between lines.</param>
public sealed record EmailQuote(string Caption, string Text);

/// <summary>A short list.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Items">Its items, one line each.</param>
public sealed record EmailList(string Heading, IReadOnlyList<string> Items);

/// <summary>What the recipient can do.</summary>
/// <param name="Label">What the button says.</param>
/// <param name="Url">Where it leads, absolute.</param>
public sealed record EmailAction(string Label, string Url);

/// <summary>The names in an email, as far as they are known.</summary>
internal sealed record EmailNames(string? Recipient, string? OtherParty);
