using System.Text.Json;
using Feedback.Saga.Eligibility;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Decisions;

/// <summary>The policy in force as it is stored with every decision (R44).</summary>
internal sealed class PolicyInForce(IOptions<FeedbackPolicyOptions> options)
{
    public FeedbackPolicyOptions Options => options.Value;

    public string Json { get; } = JsonSerializer.Serialize(options.Value, DecisionJson.Default.FeedbackPolicyOptions);
}
