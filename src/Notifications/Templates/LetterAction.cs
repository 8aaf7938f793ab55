namespace Notifications.Templates;

/// <summary>What the recipient can do.</summary>
/// <param name="Label">What the button says.</param>
/// <param name="Url">Where it leads, absolute.</param>
public sealed record LetterAction(string Label, string Url);
