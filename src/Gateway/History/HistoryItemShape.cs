using Contracts.Messages;
using Gateway.Shapes;

namespace Gateway.History;

/// <summary>One contract in a public work history.</summary>
internal sealed record HistoryItemShape(PublicContractShape Contract, IReadOnlyList<FeedbackShape> Feedback)
{
    public static HistoryItemShape From(WorkHistoryItem item) =>
        new(PublicContractShape.From(item.Contract), [.. item.Feedback.Select(FeedbackShape.From)]);
}
