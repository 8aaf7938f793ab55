using Contracts.Messages;

namespace Gateway.Shapes;

/// <summary>What the caller may do on a contract now (R30).</summary>
internal sealed record ActionsShape(ActionShape RequestFeedback, ActionShape GiveFeedback)
{
    public static ActionsShape From(FeedbackActions actions) =>
        new(ActionShape.From(actions.RequestFeedback), ActionShape.From(actions.GiveFeedback));
}
