using System.Text.Json;
using System.Text.Json.Serialization;

namespace Feedback.Saga.Rollout;

/// <summary>Who may request feedback (R7), as it is stored with a version.</summary>
internal sealed record RolloutDefinition
{
    /// <summary>The share of all freelancers, in percent.</summary>
    public required decimal Percentage { get; init; }

    /// <summary>Freelancers who are in whatever the percentage says.</summary>
    public required IReadOnlyList<string> Freelancers { get; init; }

    /// <summary>The named cohorts, in their order.</summary>
    public required IReadOnlyList<RolloutCohort> Cohorts { get; init; }

    /// <summary>What the configuration says.</summary>
    public static RolloutDefinition Of(RolloutOptions options) =>
        new() { Percentage = options.Percentage, Freelancers = options.Freelancers, Cohorts = [] };

    public static RolloutDefinition Parse(string json) => JsonSerializer.Deserialize(json, RolloutJson.Default.RolloutDefinition)!;

    public string ToJson() => JsonSerializer.Serialize(this, RolloutJson.Default.RolloutDefinition);

    /// <summary>How many freelancers it names, over its list and its cohorts.</summary>
    public int NamedFreelancers => Freelancers.Count + Cohorts.Sum(cohort => cohort.Freelancers.Count);

    /// <summary>The same with another id in the place of each freelancer that it names; itself if none changes.</summary>
    public RolloutDefinition Replace(Func<string, string> idOf)
    {
        var replaced = this with
        {
            Freelancers = Distinct(Freelancers.Select(idOf)),
            Cohorts = [.. Cohorts.Select(cohort => cohort with { Freelancers = Distinct(cohort.Freelancers.Select(idOf)) })],
        };
        return IsSame(replaced) ? this : replaced;
    }

    /// <summary>Whether the other lets the same freelancers in, under the same names.</summary>
    public bool IsSame(RolloutDefinition other) => ToJson() == other.ToJson();

    public static IReadOnlyList<string> Distinct(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal)];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RolloutDefinition))]
internal sealed partial class RolloutJson : JsonSerializerContext;
