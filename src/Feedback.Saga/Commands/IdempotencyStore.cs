using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.Commands;

/// <summary>
/// Gives the first response again to a command whose idempotency key was used before. It is used under the contract's lock,
/// so that two commands with one key follow each other.
/// </summary>
internal sealed class IdempotencyStore(FeedbackDbContext db)
{
    /// <summary>The first response, or a refusal if the key came with another body; none for a key that is new.</summary>
    public async Task<object?> FindAsync(Command command, CancellationToken cancellationToken)
    {
        if (command.Idempotency is not { } key)
            return null;

        var first = await db.IdempotencyRecords.FindAsync(
            [command.ContractId, command.CallerId, command.Kind, key.Key], cancellationToken);
        if (first is null)
            return null;

        return first.BodyHash == key.BodyHash
            ? JsonSerializer.Deserialize(first.Response, TypeNamed(first.ResponseType))
            : new IdempotencyKeyReused { Key = key.Key };
    }

    public void Add(Command command, object response)
    {
        if (command.Idempotency is not { } key)
            return;

        db.IdempotencyRecords.Add(new IdempotencyRecord
        {
            ContractId = command.ContractId,
            CallerId = command.CallerId,
            Kind = command.Kind,
            Key = key.Key,
            BodyHash = key.BodyHash,
            ResponseType = response.GetType().Name,
            Response = JsonSerializer.Serialize(response, TypeNamed(response.GetType().Name)),
            At = command.At,
        });
    }

    private static JsonTypeInfo TypeNamed(string name) => name switch
    {
        nameof(FeedbackRequestAccepted) => DecisionJson.Default.FeedbackRequestAccepted,
        nameof(FeedbackAccepted) => DecisionJson.Default.FeedbackAccepted,
        nameof(FeedbackReportAccepted) => DecisionJson.Default.FeedbackReportAccepted,
        nameof(DeclineAccepted) => DecisionJson.Default.DeclineAccepted,
        nameof(FeedbackRefused) => DecisionJson.Default.FeedbackRefused,
        _ => throw new InvalidOperationException($"{name} is not a response that is kept."),
    };
}
