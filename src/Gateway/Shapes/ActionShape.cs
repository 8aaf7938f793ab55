using Contracts.Messages;
using Gateway.Problems;

namespace Gateway.Shapes;

/// <summary>Whether one action is open and, if not, why and until when.</summary>
internal sealed record ActionShape(bool Allowed, IReadOnlyList<Reason> Reasons)
{
    public static ActionShape From(ActionView action) => new(action.Allowed, Reason.From(action.Reasons));
}
