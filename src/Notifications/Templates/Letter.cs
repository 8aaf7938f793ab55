namespace Notifications.Templates;

/// <summary>
/// The content of an email. Its plain text and its HTML are both made from this, so that they say the same. All members
/// are plain text; whoever renders them escapes them. Public like the Razor components that take it, which can't be less.
/// </summary>
public sealed record Letter
{
    /// <summary>One line, without line breaks.</summary>
    public required string Subject { get; init; }

    /// <summary>The first line, to the recipient by name where it is known.</summary>
    public required string Greeting { get; init; }

    /// <summary>The paragraphs that say what happened.</summary>
    public required IReadOnlyList<string> Opening { get; init; }

    /// <summary>What a user wrote, if anything.</summary>
    public LetterQuote? Quote { get; init; }

    /// <summary>A list that belongs to it, if any.</summary>
    public LetterList? List { get; init; }

    /// <summary>The button.</summary>
    public required LetterAction Action { get; init; }

    /// <summary>The paragraphs after the button.</summary>
    public required IReadOnlyList<string> Closing { get; init; }
}
