namespace EndToEnd.Tests.Api;

/// <summary>A contract with people of its own, so that tests that share a system don't meet.</summary>
public sealed record Contract(string ContractId, string ClientId, string FreelancerId, string? AgencyId = null)
{
    public string Title { get; init; } = "Garden website";

    public string ClientEmail => $"{ClientId}@example.com";

    public string FreelancerEmail => $"{FreelancerId}@example.com";

    public static Contract New(string? agencyId = null)
    {
        var id = Guid.NewGuid().ToString("N")[..12];
        return new Contract($"contract-{id}", $"client-{id}", $"freelancer-{id}", agencyId);
    }
}
