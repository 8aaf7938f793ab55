namespace Notifications.Email;

/// <summary>How far an attempt has come, in the order of the stages.</summary>
internal enum AttemptStage
{
    /// <summary>Connecting, encrypting and signing in.</summary>
    Connect,

    /// <summary>MAIL FROM.</summary>
    Sender,

    /// <summary>RCPT TO.</summary>
    Recipient,

    /// <summary>DATA, and the transmission of the email.</summary>
    Data,

    /// <summary>The email is transmitted in full: the server may have accepted it, whether it says so or not.</summary>
    HandedOver,
}

/// <summary>
/// One attempt at one email: its stage, and the time that the server has. As RFC 5321 (4.5.3.2) wants it, the server has
/// <c>Email:Timeout</c> until the email is transmitted, and then <c>Email:DataTimeout</c>, during which it may deliver the email: who
/// gives up earlier and comes again sends the email twice.
/// </summary>
internal sealed class SmtpAttempt : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;
    private readonly EmailOptions _options;

    /// <param name="options">The times.</param>
    /// <param name="clock">The service's clock, which tests move.</param>
    /// <param name="cancellationToken">Ends the attempt at once.</param>
    public SmtpAttempt(EmailOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        _options = options;
        _timeout = new CancellationTokenSource(options.Timeout, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
    }

    public AttemptStage Stage { get; private set; }

    /// <summary>Ends when the server's time is over, or the caller gives up.</summary>
    public CancellationToken Token => _either.Token;

    public void Reach(AttemptStage stage)
    {
        if (stage == AttemptStage.HandedOver && Stage != stage)
            _timeout.CancelAfter(_options.DataTimeout);

        Stage = stage;
    }

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
