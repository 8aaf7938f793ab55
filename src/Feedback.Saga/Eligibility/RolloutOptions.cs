namespace Feedback.Saga.Eligibility;

/// <summary>Which freelancers may ask (R7), from <c>Feedback:Rollout</c>.</summary>
internal sealed class RolloutOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Rollout";

    /// <summary>The share of freelancers who may ask, 0 to 100; fractions count to two decimals.</summary>
    public decimal Percentage { get; set; } = 100;

    /// <summary>Freelancers who may ask whatever the percentage says.</summary>
    public string[] Freelancers { get; set; } = [];
}
