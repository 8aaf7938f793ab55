using Contracts.Messages;
using Gateway.Shapes;

namespace Gateway.Tab;

/// <summary>The Feedback tab.</summary>
internal sealed record TabResponse(
    ContractShape Contract,
    IReadOnlyList<FeedbackShape> Feedback,
    RequestShape? PendingRequest,
    ActionsShape Actions)
{
    public static TabResponse From(FeedbackTab tab, Deliveries? deliveries) => new(
        ContractShape.From(tab.Contract),
        [.. tab.Feedback.Select(FeedbackShape.From)],
        tab.PendingRequest is null ? null : RequestShape.From(tab.PendingRequest, deliveries),
        ActionsShape.From(tab.Actions));
}
