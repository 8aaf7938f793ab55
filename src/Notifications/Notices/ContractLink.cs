namespace Notifications.Notices;

/// <summary>Where the contract room is on the site.</summary>
internal static class ContractLink
{
    public static string To(string contractId) => $"/#/contracts/{Uri.EscapeDataString(contractId)}";
}
