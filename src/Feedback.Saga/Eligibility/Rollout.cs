using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Eligibility;

/// <summary>
/// Tells which freelancers may request feedback (R7). A freelancer falls into one of 10,000 buckets: the first eight bytes of the
/// SHA-256 of the id in UTF-8, read big-endian, modulo 10,000. A percentage opens the lowest buckets, so raising it only
/// lets more in, on every machine alike.
/// </summary>
internal sealed class Rollout(IOptions<RolloutOptions> options)
{
    private const int Buckets = 10_000;

    private readonly HashSet<string> _freelancers = new(options.Value.Freelancers, StringComparer.Ordinal);
    private readonly decimal _openBuckets = options.Value.Percentage * Buckets / 100;

    public bool Includes(string freelancerId) => BucketOf(freelancerId) < _openBuckets || _freelancers.Contains(freelancerId);

    internal static int BucketOf(string freelancerId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(freelancerId), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % Buckets);
    }
}

/// <summary>Which freelancers may request feedback (R7), from <c>Feedback:Rollout</c>.</summary>
internal sealed class RolloutOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Rollout";

    /// <summary>The share of freelancers who may request feedback, 0 to 100; fractions count to two decimals.</summary>
    public decimal Percentage { get; set; } = 100;

    /// <summary>Freelancers who may request feedback whatever the percentage says.</summary>
    public string[] Freelancers { get; set; } = [];
}

/// <summary>Stops the start with a line that names the key when the rollout makes no sense.</summary>
internal sealed class RolloutOptionsValidator : IValidateOptions<RolloutOptions>
{
    public ValidateOptionsResult Validate(string? name, RolloutOptions options)
    {
        if (options.Percentage is < 0 or > 100)
            return Problem(nameof(options.Percentage), $"is {options.Percentage}; it must be from 0 to 100");

        return options.Freelancers.Any(string.IsNullOrWhiteSpace)
            ? Problem(nameof(options.Freelancers), "holds an empty id")
            : ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Problem(string key, string what) =>
        ValidateOptionsResult.Fail($"{RolloutOptions.Section}:{key} {what}.");
}
