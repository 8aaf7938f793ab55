using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Notifications.Email;

/// <summary>A connection to the SMTP server, signed in, that takes one email after another. One caller at a time.</summary>
internal sealed class SmtpConnection : IDisposable
{
    private readonly Client _client = new()
    {
        // The caller's token bounds every wait.
        Timeout = Timeout.Infinite,

        // As HttpClient and the database drivers do it: a revocation list that can't be fetched must not stop all emails.
        CheckCertificateRevocation = false,
    };

    private bool _tookUtf8;

    private SmtpConnection()
    {
    }

    /// <summary>True while the server waits for the next email.</summary>
    public bool IsUsable => _client.IsConnected && !_client.IsDismissed && !_tookUtf8;

    /// <summary>
    /// Whether the email needs SMTPUTF8 and so a connection of its own. A domain is written in ASCII; a local part has no such form.
    /// </summary>
    public static bool NeedsUtf8(MimeMessage email) =>
        email.From.Mailboxes.Concat(email.To.Mailboxes).Any(mailbox => !Ascii.IsValid(mailbox.LocalPart));

    /// <summary>Connects, encrypts the connection unless that is turned off, and signs in where there is a user name.</summary>
    /// <exception cref="EmailNotSentException">The server doesn't offer STARTTLS. Nothing but a greeting was said.</exception>
    public static async Task<SmtpConnection> OpenAsync(EmailOptions options, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnection();
        try
        {
            await connection.ConnectAsync(options, cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends an email on a connection that the server may have closed while it was idle.</summary>
    /// <returns>
    /// False when the server had closed it before it accepted the sender: the email can safely be sent on another connection.
    /// </returns>
    public async Task<bool> TrySendAsync(MimeMessage email, SmtpAttempt attempt)
    {
        try
        {
            await SendAsync(email, attempt);
            return true;
        }
        catch (Exception failure)
            when (attempt.Stage == AttemptStage.Sender && IsClosed(failure) && !attempt.Token.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Returns when the server has accepted the email.</summary>
    public async Task SendAsync(MimeMessage email, SmtpAttempt attempt)
    {
        var format = FormatOptions.Default.Clone();
        if (!NeedsUtf8(email))
        {
            // The client would write domains in Unicode to a server that could take them, without asking for SMTPUTF8.
            _client.Capabilities &= ~SmtpCapabilities.UTF8;
        }
        else
        {
            if (!_client.Capabilities.HasFlag(SmtpCapabilities.UTF8 | SmtpCapabilities.EightBitMime))
                throw new EmailNotSentException("smtp-utf8-missing", EmailFailure.SetUp);

            format.International = true;
            _tookUtf8 = true;
        }

        attempt.Reach(AttemptStage.Sender);
        _client.Attempt = attempt;
        try
        {
            await _client.SendAsync(format, email, attempt.Token, new Transmission(attempt));
        }
        catch (SmtpCommandException failure) when (failure.StatusCode == SmtpStatusCode.ServiceNotAvailable)
        {
            _client.IsDismissed = true;
            throw;
        }
    }

    /// <summary>Says goodbye to the server and disconnects.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        using (_client)
            await _client.DisconnectAsync(quit: _client.IsConnected, cancellationToken);
    }

    /// <summary>Disconnects without a goodbye.</summary>
    public void Dispose() => _client.Dispose();

    private async Task ConnectAsync(EmailOptions options, CancellationToken cancellationToken)
    {
        SmtpCertificates.Use(_client, options);
        try
        {
            var security = options.StartTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None;
            await _client.ConnectAsync(options.Host!, options.ServerPort, security, cancellationToken);
        }
        catch (NotSupportedException)
        {
            throw new EmailNotSentException("smtp-starttls-missing", EmailFailure.SetUp);
        }

        if (!string.IsNullOrEmpty(options.Username) && _client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
            await _client.AuthenticateAsync(options.Username, options.Password!, cancellationToken);
    }

    private static bool IsClosed(Exception failure) =>
        failure is IOException or SmtpProtocolException or ServiceNotConnectedException
            or SmtpCommandException { StatusCode: SmtpStatusCode.ServiceNotAvailable };

    /// <summary>The client, which tells the attempt how far it has come.</summary>
    private sealed class Client : SmtpClient
    {
        /// <summary>The attempt at the email that is being sent.</summary>
        public SmtpAttempt? Attempt { get; set; }

        /// <summary>The server has said that it closes the connection.</summary>
        public bool IsDismissed { get; set; }

        protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            Attempt?.Reach(AttemptStage.Recipient);
            base.OnSenderAccepted(message, mailbox, response);
        }

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            Attempt?.Reach(AttemptStage.Data);
            base.OnRecipientAccepted(message, mailbox, response);
        }
    }

    /// <summary>Tells the attempt when the email is transmitted; its end follows at once.</summary>
    private sealed class Transmission(SmtpAttempt attempt) : ITransferProgress
    {
        public void Report(long bytesTransferred, long totalSize)
        {
            if (bytesTransferred >= totalSize)
                attempt.Reach(AttemptStage.HandedOver);
        }

        /// <summary>Nothing is known without a size.</summary>
        public void Report(long bytesTransferred)
        {
        }
    }
}
