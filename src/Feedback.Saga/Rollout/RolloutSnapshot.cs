using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Feedback.Saga.Rollout;

/// <summary>
/// A version of the rollout, made ready for decisions: tells which freelancers may request feedback (R7), and in which cohort they are
/// (R62). A freelancer falls into one of 10,000 buckets: the first eight bytes of the SHA-256 of the id in UTF-8, read big-endian, modulo
/// 10,000. A percentage opens the lowest buckets, so raising it only lets more in, on every machine alike. The percentage of a named cohort
/// goes by the id behind the cohort's name, so that each cohort is a sample of its own.
/// </summary>
internal sealed class RolloutSnapshot
{
    private const int Buckets = 10_000;

    private readonly FrozenSet<string> _listed;
    private readonly Cohort[] _cohorts;
    private readonly decimal _openBuckets;

    public RolloutSnapshot(int version, RolloutDefinition definition, int revision = 0)
    {
        (Version, Definition, Revision) = (version, definition, revision);
        _listed = definition.Freelancers.ToFrozenSet(StringComparer.Ordinal);
        _openBuckets = OpenBuckets(definition.Percentage);
        _cohorts =
        [
            .. definition.Cohorts.Select(cohort => new Cohort(
                cohort.Name, cohort.Freelancers.ToFrozenSet(StringComparer.Ordinal), OpenBuckets(cohort.Percentage))),
        ];
    }

    /// <summary>The number of the version; 0 for what the configuration says.</summary>
    public int Version { get; }

    /// <summary>How often ids in the version had been replaced when it was read: persons are erased from it.</summary>
    public int Revision { get; }

    public RolloutDefinition Definition { get; }

    /// <summary>
    /// The cohort that a freelancer belongs to: the first named one that the freelancer is in, else <see cref="RolloutCohorts.List"/>, else
    /// <see cref="RolloutCohorts.Percentage"/>, else <see cref="RolloutCohorts.None"/>.
    /// </summary>
    public string CohortOf(string freelancerId)
    {
        foreach (var cohort in _cohorts)
        {
            if (cohort.Listed.Contains(freelancerId) || IsOpen(cohort.OpenBuckets, $"{cohort.Name}:{freelancerId}"))
                return cohort.Name;
        }

        if (_listed.Contains(freelancerId))
            return RolloutCohorts.List;

        return IsOpen(_openBuckets, freelancerId) ? RolloutCohorts.Percentage : RolloutCohorts.None;
    }

    /// <summary>Whether a freelancer may request feedback.</summary>
    public bool Includes(string freelancerId) => CohortOf(freelancerId) != RolloutCohorts.None;

    internal static int BucketOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % Buckets);
    }

    private static decimal OpenBuckets(decimal percentage) => percentage * Buckets / 100;

    private static bool IsOpen(decimal openBuckets, string text) =>
        openBuckets > 0 && (openBuckets >= Buckets || BucketOf(text) < openBuckets);

    private sealed record Cohort(string Name, FrozenSet<string> Listed, decimal OpenBuckets);
}
