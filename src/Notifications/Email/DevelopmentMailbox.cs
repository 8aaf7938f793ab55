namespace Notifications.Email;

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

    public IReadOnlyList<DevelopmentMail> Read()
    {
        lock (_gate)
            return [.. _mails];
    }
}
