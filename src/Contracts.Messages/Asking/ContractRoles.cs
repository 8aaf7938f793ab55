namespace Contracts.Messages;

/// <summary>The two sides of a contract, as they stand on the wire.</summary>
public static class ContractRoles
{
    /// <summary>Who pays and gives feedback.</summary>
    public const string Client = "client";

    /// <summary>Who works and asks for feedback.</summary>
    public const string Freelancer = "freelancer";
}
