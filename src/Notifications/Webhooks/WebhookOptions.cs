using System.Net;
using Microsoft.Extensions.Options;

namespace Notifications.Webhooks;

/// <summary>How webhooks leave: the configuration section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>As Standard Webhooks suggests, after an attempt at once.</summary>
    private static readonly TimeSpan[] _retryDelays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>
    /// Keys of 32 bytes in base64 that secrets are encrypted with where they are stored: the first encrypts, and all decrypt. None: no
    /// subscriber can be added.
    /// </summary>
    public string[]? EncryptionKeys { get; set => field = Given(value); }

    /// <summary>Whether subscribers may receive over <c>http</c>, without encryption.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Networks, such as <c>10.1.0.0/16</c>, that subscribers may receive in although they are not public.</summary>
    public string[]? AllowedNetworks { get; set => field = Given(value); }

    /// <summary>How long an attempt may take, connecting included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many attempts are under way at once, per process.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>How many of them are at one subscriber.</summary>
    public int ConcurrencyPerSubscriber { get; set; } = 4;

    /// <summary>
    /// The waits between attempts; after the last one the delivery is given up. Default: 5 s to 24 h in nine steps, 76 h in all.
    /// </summary>
    public TimeSpan[]? RetryDelays { get; set; }

    /// <summary>How long the secret before a new one stays valid.</summary>
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    public IReadOnlyList<TimeSpan> Retries => RetryDelays ?? _retryDelays;

    /// <summary>A blank value, as of a variable that is set to nothing, is none.</summary>
    private static string[]? Given(string[]? values) => values?.Where(value => !string.IsNullOrWhiteSpace(value)).ToArray();

    /// <summary>The wait after an attempt, from 1; null if no attempt follows.</summary>
    public TimeSpan? DelayAfter(int attempt) => attempt <= Retries.Count ? Retries[Math.Max(attempt, 1) - 1] : null;

    /// <summary>How long all attempts take at most.</summary>
    public TimeSpan Horizon => Retries.Aggregate(TimeSpan.Zero, (sum, wait) => sum + (wait * 1.1));
}

/// <summary>Stops the start, naming the key, when webhooks could not leave as configured.</summary>
internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(WebhookOptions options)
    {
        // A key is never shown, not even a wrong one.
        foreach (var (index, key) in (options.EncryptionKeys ?? []).Index())
        {
            if (!WebhookSecrets.IsKey(key))
                yield return $"Webhooks:EncryptionKeys:{index} must be 32 bytes in base64, as from 'openssl rand -base64 32'.";
        }

        foreach (var (index, network) in (options.AllowedNetworks ?? []).Index())
        {
            if (!IPNetwork.TryParse(network, out _))
                yield return $"Webhooks:AllowedNetworks:{index} must be a network, such as 10.1.0.0/16.";
        }

        if (!IsWait(options.Timeout) || options.Timeout > TimeSpan.FromMinutes(5))
            yield return "Webhooks:Timeout must be above zero and at most 5 minutes, such as 00:00:15.";

        if (options.Concurrency < 2)
            yield return "Webhooks:Concurrency must be at least 2.";

        if (options.ConcurrencyPerSubscriber < 1 || options.ConcurrencyPerSubscriber >= options.Concurrency)
        {
            yield return
                "Webhooks:ConcurrencyPerSubscriber must be at least 1 and below Webhooks:Concurrency, so that none can take all attempts.";
        }

        if (options.Retries.Count is 0 or > 100 || !options.Retries.All(IsWait))
            yield return "Webhooks:RetryDelays must all be above zero and at most a day, such as 00:00:05, and 1 to 100 of them.";

        if (options.SecretOverlap < TimeSpan.Zero || options.SecretOverlap > TimeSpan.FromDays(30))
            yield return "Webhooks:SecretOverlap must be from zero to 30 days, such as 1.00:00:00.";
    }

    /// <summary>A number without colons is one of days.</summary>
    private static bool IsWait(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1);
}
