using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Eligibility;

/// <summary>
/// Tells which freelancers may ask (R7). A freelancer falls into one of 10,000 buckets: the first eight bytes of the
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
