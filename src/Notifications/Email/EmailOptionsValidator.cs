using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Notifications.Email;

/// <summary>Stops the start, naming the key, when emails could not leave as configured.</summary>
internal sealed class EmailOptionsValidator : IValidateOptions<EmailOptions>
{
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(5);

    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(EmailOptions options)
    {
        if (options.Host is not null && Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            yield return "Email:Host must be a host name or an IP address, without a scheme or a port.";

        if (options.Host is not null && string.IsNullOrWhiteSpace(options.From))
            yield return "Email:From is required when Email:Host is set.";
        else if (!MailAddress.TryCreate(options.Sender, out _))
            yield return "Email:From must be an email address, or a name with the address in angle brackets.";

        if (options.Port is < 1 or > 65535)
            yield return "Email:Port must be from 1 to 65535.";

        if (string.IsNullOrEmpty(options.Username) != string.IsNullOrEmpty(options.Password))
            yield return "Email:Username and Email:Password must be set together.";

        if (options.Timeout <= TimeSpan.Zero)
            yield return "Email:Timeout must be above zero.";

        if (options.AttemptLease < options.Timeout + s_margin)
            yield return "Email:AttemptLease must be at least 5 seconds longer than Email:Timeout.";

        if (options.Concurrency < 1)
            yield return "Email:Concurrency must be at least 1.";

        if (options.Retries.Any(delay => delay <= TimeSpan.Zero))
            yield return "Email:RetryDelays must all be above zero.";
    }
}
