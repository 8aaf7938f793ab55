using Contracts.Messages;

namespace Gateway.Operations;

/// <summary>Requests by status, and the outbox of the saga service.</summary>
internal sealed record FeedbackFigures(IReadOnlyDictionary<string, long> Requests, OutboxFigures Outbox)
{
    public static FeedbackFigures From(FeedbackOverview overview) => new(overview.Requests, OutboxFigures.From(overview.Outbox));
}
