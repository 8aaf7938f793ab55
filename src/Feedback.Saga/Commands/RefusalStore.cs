using System.Text.Json;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using Feedback.Saga.Rollout;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Commands;

/// <summary>Keeps what the rules refused, with its reasons, policy and facts (R44), and gives the same refusal again.</summary>
internal sealed partial class RefusalStore(FeedbackDbContext db, EligibilityPolicy policy, ILogger<RefusalStore> logger)
{
    /// <summary>The refusal of that very command, if it was refused. The contract's row says when none can exist.</summary>
    public async Task<FeedbackRefused?> FindAsync(Command command, Contract contract, CancellationToken cancellationToken) =>
        contract.HasRefusals && await db.Refusals.FindAsync([command.Id], cancellationToken) is { } refusal
            ? new FeedbackRefused
            {
                ContractId = refusal.ContractId,
                Reasons = JsonSerializer.Deserialize(refusal.Reasons, DecisionJson.Default.IReadOnlyListRefusalReason)!,
            }
            : null;

    public void Add(Command command, Contract contract, ContractFacts facts, FeedbackRefused refused)
    {
        contract.Refused();
        db.Refusals.Add(new Refusal
        {
            CommandId = command.Id,
            Kind = command.Kind,
            ContractId = command.ContractId,
            CallerId = command.CallerId,
            At = command.At,
            Reasons = JsonSerializer.Serialize(refused.Reasons, DecisionJson.Default.IReadOnlyListRefusalReason),
            Policy = policy.Json,
            Facts = facts.ToJson(),
        });
        if (command.Kind == CommandKinds.RequestFeedback)
            db.RolloutRefusals.Add(RolloutRefusal.Of(command.At, facts.RolloutVersion, facts.Cohort, refused.Reasons));

        LogRefused(command.Kind, command.ContractId, command.Id, string.Join(", ", refused.Reasons.Select(reason => reason.Code)));
    }

    [LoggerMessage(LogLevel.Information, "Refused command {Kind} {CommandId} on contract {ContractId}: {Reasons}")]
    private partial void LogRefused(string kind, string contractId, Guid commandId, string reasons);
}
