using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.Decisions;

/// <summary>Keeps what the rules refused, with its reasons, policy and facts (R44), and answers alike when it comes again.</summary>
internal sealed class Refusals(FeedbackDbContext db, PolicyInForce policy)
{
    /// <summary>The refusal of that very command, if it was refused; the contract's row tells when there is none to look for.</summary>
    public async Task<FeedbackRefused?> FindAsync(Command command, Contract contract, CancellationToken cancellationToken)
        => contract.HasRefusals && await db.Refusals.FindAsync([command.Id], cancellationToken) is { } refusal
            ? Answer(refusal.ContractId, JsonSerializer.Deserialize(refusal.Reasons, DecisionJson.Default.IReadOnlyListRefusalReason)!)
            : null;

    public FeedbackRefused Add(Command command, Contract contract, ContractFacts facts, IReadOnlyList<RefusalReason> reasons)
    {
        contract.Refused();
        db.Refusals.Add(new Refusal
        {
            CommandId = command.Id,
            Kind = command.Kind,
            ContractId = command.ContractId,
            CallerId = command.CallerId,
            At = command.At,
            Reasons = JsonSerializer.Serialize(reasons, DecisionJson.Default.IReadOnlyListRefusalReason),
            Policy = policy.Json,
            Facts = facts.ToJson(),
        });
        return Answer(command.ContractId, reasons);
    }

    private static FeedbackRefused Answer(string contractId, IReadOnlyList<RefusalReason> reasons)
        => new() { ContractId = contractId, Reasons = reasons };
}
