using Shared;

namespace Feedback.Saga.Reconciliation;

/// <summary>
/// How often state, timers and notices are compared, by one process however many there are, section <c>Feedback:Reconciliation</c>.
/// </summary>
internal sealed class ReconciliationOptions : SweepOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Reconciliation";
}
