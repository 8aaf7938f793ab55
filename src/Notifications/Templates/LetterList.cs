namespace Notifications.Templates;

/// <summary>A short list.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="Items">Its items, one line each.</param>
public sealed record LetterList(string Heading, IReadOnlyList<string> Items);
