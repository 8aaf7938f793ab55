namespace Notifications.Email;

/// <summary>Keeps the last 200 emails where no SMTP server is configured. It is empty where there is one.</summary>
public interface IDevelopmentMailbox
{
    /// <summary>The emails that are still kept, oldest first.</summary>
    IReadOnlyList<DevelopmentMail> Read();
}

/// <summary>An email in the development mailbox.</summary>
public sealed record DevelopmentMail
{
    /// <summary>The recipient's address.</summary>
    public required string To { get; init; }

    /// <summary>The subject line.</summary>
    public required string Subject { get; init; }

    /// <summary>The <c>Message-ID</c>, with its angle brackets; the same in every attempt (R43).</summary>
    public required string MessageId { get; init; }

    /// <summary>The plain text part.</summary>
    public required string Text { get; init; }

    /// <summary>The HTML part.</summary>
    public required string Html { get; init; }

    /// <summary>When it came, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

internal sealed class DevelopmentMailbox(TimeProvider clock) : IEmailSender, IDevelopmentMailbox
{
    private const int Kept = 200;

    private readonly Lock _gate = new();
    private readonly Queue<DevelopmentMail> _mails = new(Kept);

    public Task SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        var mail = new DevelopmentMail
        {
            To = email.To,
            Subject = email.Subject,
            MessageId = email.MessageId,
            Text = email.Text,
            Html = email.Html,
            At = clock.GetUtcNow(),
        };

        lock (_gate)
        {
            if (_mails.Count == Kept)
                _mails.Dequeue();

            _mails.Enqueue(mail);
        }

        return Task.CompletedTask;
    }

    /// <summary>Deletes the emails to these addresses.</summary>
    public void Delete(params string?[] addresses)
    {
        lock (_gate)
        {
            var kept = _mails.Where(mail => !addresses.Contains(mail.To, StringComparer.OrdinalIgnoreCase)).ToList();
            _mails.Clear();
            kept.ForEach(_mails.Enqueue);
        }
    }

    public IReadOnlyList<DevelopmentMail> Read()
    {
        lock (_gate)
            return [.. _mails];
    }
}
