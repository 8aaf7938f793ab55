using Contracts.Messages;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.History;

/// <summary>Contracts as pages show them.</summary>
internal static class ContractViews
{
    /// <summary>The contract as its parties see it.</summary>
    public static ContractView ToView(this Contract contract) => new()
    {
        ContractId = contract.ContractId,
        Title = contract.Title!,
        ClientId = contract.ClientId!,
        FreelancerId = contract.FreelancerId!,
        AgencyId = contract.AgencyId,
        StartedAt = contract.StartedAt!.Value,
        EndedAt = contract.EndedAt,
        LastPaymentAt = contract.LastPaymentAt,
    };

    /// <summary>The contract as anyone sees it: without its payments.</summary>
    public static ContractView ToPublicView(this Contract contract) => contract.ToView() with { LastPaymentAt = null };
}
