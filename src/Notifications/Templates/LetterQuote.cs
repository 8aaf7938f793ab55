namespace Notifications.Templates;

/// <summary>A user's own words.</summary>
/// <param name="Caption">Who says them.</param>
/// <param name="Text">The words, with <c>\n</c> between lines.</param>
public sealed record LetterQuote(string Caption, string Text);
