using System.Text.Json;
using Feedback.Saga.Eligibility;

namespace Feedback.Saga.Decisions;

internal static class DecisionJsonExtensions
{
    /// <summary>The facts as they are stored with a decision (R44).</summary>
    public static string ToJson(this ContractFacts facts) => JsonSerializer.Serialize(facts, DecisionJson.Default.ContractFacts);
}
