using System.Net.Mail;
using Microsoft.Extensions.Options;
using Shared;

namespace Notifications.Email;

/// <summary>How emails leave: the configuration section <c>Email</c>.</summary>
internal sealed class EmailOptions
{
    public const string Section = "Email";

    private static readonly TimeSpan[] _retryDelays =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(8),
    ];

    /// <summary>The SMTP server; none: emails stay in the development mailbox.</summary>
    public string? Host { get; set => field = Given(value); }

    /// <summary>Default: 587 with STARTTLS, otherwise 25.</summary>
    public int? Port { get; set; }

    public string? Username { get; set => field = Given(value); }

    public string? Password { get; set => field = string.IsNullOrEmpty(value) ? null : value; }

    /// <summary>True: STARTTLS is required, and a server that doesn't offer it gets no email. False: nothing is encrypted.</summary>
    public bool StartTls { get; set; } = true;

    /// <summary>PEM file of the authorities whose certificates the server may have; null for the system's.</summary>
    public string? CaFile { get; set => field = Given(value); }

    /// <summary>PEM file of the certificate that is shown to a server that wants one.</summary>
    public string? CertificateFile { get; set => field = Given(value); }

    /// <summary>PEM file of its key; null where the key stands in the same file.</summary>
    public string? KeyFile { get; set => field = Given(value); }

    /// <summary>The sender, as an address or <c>Name &lt;address&gt;</c>. Required with <see cref="Host"/>.</summary>
    public string? From { get; set => field = Given(value); }

    /// <summary>Where replies go, as an address or <c>Name &lt;address&gt;</c>; null: emails invite to none.</summary>
    public string? ReplyTo { get; set => field = Given(value); }

    /// <summary>How long an attempt may take until the email is transmitted, connecting included (RFC 5321, 4.5.3.2).</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the server may then take to accept the email: minutes, in which it may deliver it (RFC 5321, 4.5.3.2.6).</summary>
    public TimeSpan DataTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The time after which an attempt counts as lost whose process has not prolonged it, as it does while it lives.</summary>
    public TimeSpan AttemptLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many emails are under way at once, and how many connections are open, per process.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// The waits between attempts, of which the last one is repeated until <see cref="Horizon"/>. Default: 10 s to 8 h in six steps.
    /// </summary>
    public TimeSpan[]? RetryDelays { get; set; }

    /// <summary>How long an email is tried: it is given up when the next wait would end later than this after the first attempt.</summary>
    public TimeSpan Horizon { get; set; } = TimeSpan.FromDays(5);

    public IReadOnlyList<TimeSpan> Retries => RetryDelays ?? _retryDelays;

    public int ServerPort => Port ?? (StartTls ? 587 : 25);

    public string Sender => From ?? "Feedback <feedback@localhost>";

    /// <summary>The wait after an attempt, from 1; null if no attempt follows.</summary>
    public TimeSpan? DelayAfter(int attempt)
    {
        var (waited, delay) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var wait = 0; wait < attempt; wait++)
        {
            delay = Retries[Math.Min(wait, Retries.Count - 1)];
            waited += delay;
            if (waited > Horizon)
                return null;
        }

        return delay;
    }

    /// <summary>A blank value, as of a variable that is set to nothing, is none.</summary>
    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>The <c>Message-ID</c> of a delivery, with its angle brackets (R43).</summary>
    public string MessageIdOf(Guid deliveryId) => $"<{deliveryId:N}@{MailDomain.ToAscii(new MailAddress(Sender).Host)}>";
}

/// <summary>Stops the start, naming the key, when emails could not leave as configured.</summary>
internal sealed class EmailOptionsValidator : IValidateOptions<EmailOptions>
{
    /// <summary>Less time would be over before a process that is busy has prolonged its attempts.</summary>
    private static readonly TimeSpan _shortestLease = TimeSpan.FromSeconds(5);

    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(EmailOptions options)
    {
        if (options.Host is not null && Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
            yield return "Email:Host must be a host name or an IP address, without a scheme or a port.";

        if (options.Host is not null && options.From is null)
            yield return "Email:From is required when Email:Host is set.";
        else if (!MailAddress.TryCreate(options.Sender, out var sender) || !MailDomain.TryToAscii(sender.Host, out _))
            yield return "Email:From must be an email address, or a name with the address in angle brackets.";

        if (options.ReplyTo is not null
            && (!MailAddress.TryCreate(options.ReplyTo, out var replyTo) || !MailDomain.TryToAscii(replyTo.Host, out _)))
        {
            yield return "Email:ReplyTo must be an email address, or a name with the address in angle brackets.";
        }

        if (options.Port is < 1 or > 65535)
            yield return "Email:Port must be from 1 to 65535.";

        if (options.Username is null != options.Password is null)
            yield return "Email:Username and Email:Password must be set together.";

        foreach (var (key, file) in Files(options).Where(entry => entry.File is not null))
        {
            if (!File.Exists(file))
                yield return $"Email:{key}: '{file}' is no file that is there.";
            else if (!options.StartTls)
                yield return $"Email:StartTls is false, but there is Email:{key}.";
        }

        foreach (var problem in UnreadableFiles(options))
            yield return problem;

        if (options.KeyFile is not null && options.CertificateFile is null)
            yield return "Email:CertificateFile is missing; Email:KeyFile is the key of it.";

        if (!IsWait(options.Timeout))
            yield return "Email:Timeout must be above zero and at most a day, such as 00:05:00.";

        if (!IsWait(options.DataTimeout))
            yield return "Email:DataTimeout must be above zero and at most a day, such as 00:10:00.";

        if (options.AttemptLease < _shortestLease || !IsWait(options.AttemptLease))
            yield return "Email:AttemptLease must be at least 5 seconds and at most a day, such as 00:00:30.";

        if (options.Concurrency < 1)
            yield return "Email:Concurrency must be at least 1.";

        if (options.Retries.Count == 0 || !options.Retries.All(IsWait))
            yield return "Email:RetryDelays must all be above zero and at most a day, such as 00:00:10, and at least one.";

        if (options.Horizon <= TimeSpan.Zero)
            yield return "Email:Horizon must be above zero, such as 5.00:00:00 for five days.";
    }

    /// <summary>A number without colons is one of days.</summary>
    private static bool IsWait(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1);

    private static IEnumerable<string> UnreadableFiles(EmailOptions options)
    {
        if (File.Exists(options.CaFile) && !PemFiles.HoldsAuthorities(options.CaFile))
            yield return $"Email:CaFile: '{options.CaFile}' holds no certificate in PEM.";

        if (File.Exists(options.CertificateFile) && !PemFiles.HoldsCertificate(options.CertificateFile, options.KeyFile))
            yield return $"Email:CertificateFile: '{options.CertificateFile}' holds no certificate in PEM with its key.";
    }

    private static IEnumerable<(string Key, string? File)> Files(EmailOptions options) =>
    [
        (nameof(options.CaFile), options.CaFile), (nameof(options.CertificateFile), options.CertificateFile),
        (nameof(options.KeyFile), options.KeyFile),
    ];
}
