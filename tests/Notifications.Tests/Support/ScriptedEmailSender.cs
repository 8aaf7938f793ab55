using Notifications.Email;

namespace Notifications.Tests.Support;

/// <summary>A mail server in memory that does what the test says.</summary>
internal sealed class ScriptedEmailSender : IEmailSender
{
    private readonly Lock _gate = new();
    private readonly List<EmailMessage> _attempts = [];
    private readonly List<EmailMessage> _accepted = [];

    /// <summary>What happens before an email is accepted; by default nothing.</summary>
    public Func<EmailMessage, Task> OnSend { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<EmailMessage> Attempts
    {
        get
        {
            lock (_gate)
                return [.. _attempts];
        }
    }

    public IReadOnlyList<EmailMessage> Accepted
    {
        get
        {
            lock (_gate)
                return [.. _accepted];
        }
    }

    public void GoDown() => OnSend = _ => throw new EmailNotSentException("smtp-unreachable", EmailFailure.Temporary);

    public void ComeBack() => OnSend = _ => Task.CompletedTask;

    public async Task SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        lock (_gate)
            _attempts.Add(email);

        await OnSend(email);
        lock (_gate)
            _accepted.Add(email);
    }
}
