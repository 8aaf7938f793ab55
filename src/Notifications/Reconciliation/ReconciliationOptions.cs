using Shared;

namespace Notifications.Reconciliation;

/// <summary>How often each process compares notices, emails and in-app messages, section <c>Notifications:Reconciliation</c>.</summary>
internal sealed class ReconciliationOptions : SweepOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Notifications:Reconciliation";
}
