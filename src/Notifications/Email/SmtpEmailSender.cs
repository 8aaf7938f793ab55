using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;

namespace Notifications.Email;

/// <summary>Sends emails to an SMTP server, each in one <see cref="SmtpAttempt"/>.</summary>
internal sealed class SmtpEmailSender(IOptions<EmailOptions> options, TimeProvider clock) : IEmailSender, IAsyncDisposable, IDisposable
{
    private readonly MimeMessages _messages = new(options, clock);
    private readonly SmtpConnectionPool _connections = new(options.Value, clock);

    public Task SendAsync(EmailMessage email, CancellationToken cancellationToken) =>
        NotificationsTelemetry.MeasureEmailAsync(
            options.Value.Host!, options.Value.ServerPort, () => SendUnmeasuredAsync(email, cancellationToken));

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    public void Dispose() => _connections.Dispose();

    private async Task SendUnmeasuredAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        using var message = _messages.Create(email);
        using var attempt = new SmtpAttempt(options.Value, clock, cancellationToken);
        try
        {
            await _connections.SendAsync(message, attempt);
        }
        catch (Exception failure) when (failure is not (SmtpCommandException or EmailNotSentException)
            && attempt.Token.IsCancellationRequested)
        {
            // Whatever the client made of the cancellation. A refusal that came before it counts.
            cancellationToken.ThrowIfCancellationRequested();
            throw SmtpFailure.TimedOut(attempt.Stage);
        }
        catch (Exception failure) when (SmtpFailure.Classify(failure, attempt.Stage, email.To) is { } named)
        {
            throw named;
        }
    }
}
