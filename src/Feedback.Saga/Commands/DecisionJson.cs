using System.Text.Json.Serialization;
using Feedback.Saga.Eligibility;

namespace Feedback.Saga.Commands;

/// <summary>How decisions stand in the database.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FeedbackPolicyOptions))]
[JsonSerializable(typeof(ContractFacts))]
[JsonSerializable(typeof(IReadOnlyList<RefusalReason>))]
[JsonSerializable(typeof(FeedbackRequestAccepted))]
[JsonSerializable(typeof(FeedbackAccepted))]
[JsonSerializable(typeof(DeclineAccepted))]
[JsonSerializable(typeof(FeedbackRefused))]
[JsonSerializable(typeof(FeedbackReportAccepted))]
internal sealed partial class DecisionJson : JsonSerializerContext;
