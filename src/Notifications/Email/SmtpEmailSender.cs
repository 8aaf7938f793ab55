using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;

namespace Notifications.Email;

/// <summary>Hands emails to an SMTP server, each within <c>Email:Timeout</c>.</summary>
internal sealed class SmtpEmailSender(IOptions<EmailOptions> options, TimeProvider clock) : IEmailSender, IAsyncDisposable, IDisposable
{
    private readonly MimeMessages _messages = new(options, clock);
    private readonly SmtpConnectionPool _connections = new(options.Value, clock);

    public async Task SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        using var message = _messages.Of(email);
        using var timeout = new CancellationTokenSource(options.Value.Timeout, clock);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _connections.SendAsync(message, attempt.Token);
        }
        catch (Exception failure) when (failure is not SmtpCommandException && attempt.IsCancellationRequested)
        {
            // Whatever the client made of the cancellation. What the server refused before it, counts.
            cancellationToken.ThrowIfCancellationRequested();
            throw SmtpFailure.TimedOut;
        }
        catch (Exception failure) when (SmtpFailure.Of(failure) is { } named)
        {
            throw named;
        }
    }

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    public void Dispose() => _connections.Dispose();
}
