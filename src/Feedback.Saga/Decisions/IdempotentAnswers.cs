using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Contracts.Messages;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.Decisions;

/// <summary>
/// Gives the first answer again to a command whose idempotency key was used before. Under the contract's lock, so two
/// commands with one key follow each other.
/// </summary>
internal sealed class IdempotentAnswers(FeedbackDbContext db)
{
    /// <summary>The first answer, or a refusal if the key came with another body; none for a key that is new.</summary>
    public async Task<object?> FindAsync(Command command, CancellationToken cancellationToken)
    {
        if (command.Idempotency is not { } key)
            return null;

        var first = await db.IdempotentAnswers.FindAsync(
            [command.ContractId, command.CallerId, command.Kind, key.Key], cancellationToken);
        if (first is null)
            return null;

        return first.BodyHash == key.BodyHash
            ? JsonSerializer.Deserialize(first.Answer, TypeNamed(first.AnswerType))
            : new IdempotencyKeyReused { Key = key.Key };
    }

    public void Remember(Command command, object answer)
    {
        if (command.Idempotency is not { } key)
            return;

        db.IdempotentAnswers.Add(new IdempotentAnswer
        {
            ContractId = command.ContractId,
            CallerId = command.CallerId,
            Kind = command.Kind,
            Key = key.Key,
            BodyHash = key.BodyHash,
            AnswerType = answer.GetType().Name,
            Answer = JsonSerializer.Serialize(answer, TypeNamed(answer.GetType().Name)),
            At = command.At,
        });
    }

    private static JsonTypeInfo TypeNamed(string name) => name switch
    {
        nameof(FeedbackRequestAccepted) => DecisionJson.Default.FeedbackRequestAccepted,
        nameof(FeedbackAccepted) => DecisionJson.Default.FeedbackAccepted,
        nameof(FeedbackRefused) => DecisionJson.Default.FeedbackRefused,
        _ => throw new InvalidOperationException($"{name} is no answer that is kept."),
    };
}
