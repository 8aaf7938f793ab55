using Contracts.Messages;
using Gateway.Shapes;

namespace Gateway.Tab;

/// <summary>One of the caller's contracts; <c>callerRole</c> is <c>client</c> or <c>freelancer</c>.</summary>
internal sealed record MyContractShape(ContractShape Contract, string CallerRole, ActionsShape Actions)
{
    public static MyContractShape From(MyContract mine) =>
        new(ContractShape.From(mine.Contract), mine.CallerRole, ActionsShape.From(mine.Actions));
}
