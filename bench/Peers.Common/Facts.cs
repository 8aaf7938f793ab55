using System.Text.Json;
using System.Text.Json.Serialization;

namespace Peers.Common;

/// <summary>What a decision is taken on. It is stored with the decision as JSON, as the product does.</summary>
public sealed record Facts
{
    public const string NoCohort = "none";

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? LastPaymentAt { get; init; }

    public DateTimeOffset? LastFeedbackAt { get; init; }

    public required bool InRollout { get; init; }

    public int RolloutVersion { get; init; }

    public required string Cohort { get; init; }

    public LatestRequest? Request { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, DecisionJson.Default.Facts);
}

/// <summary>The contract's latest request.</summary>
public sealed record LatestRequest(
    Guid RequestId, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, DateTimeOffset? EndedAt, bool Answered,
    DateTimeOffset? AskAgainFrom);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Facts))]
[JsonSerializable(typeof(Policy))]
internal sealed partial class DecisionJson : JsonSerializerContext;
