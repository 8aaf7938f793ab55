namespace Host.Demo;

/// <summary>Emails, newest first; all there are.</summary>
internal sealed record MailList(IReadOnlyList<SentMail> Items, string? Next = null);
