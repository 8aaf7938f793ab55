namespace Notifications.Templates;

/// <summary>The names in a letter, as far as they are known.</summary>
internal sealed record LetterNames(string? Recipient, string? OtherParty);
