using System.Diagnostics.CodeAnalysis;

namespace Crash.Ledger;

/// <summary>Holds every source against every other one. Knows the rules' promises and nothing of how they are kept.</summary>
internal static class Audit
{
    [SuppressMessage("Maintainability", "CA1508", Justification = "Each list is built by a method of its own.")]
    public static IReadOnlyList<Finding> Run(Evidence evidence) =>
    [
        .. CommandAudit.Run(evidence),
        .. RequestAudit.Run(evidence),
        .. FeedbackAudit.Run(evidence),
        .. EventAudit.Run(evidence),
        .. NoticeAudit.Run(evidence),
        .. UpstreamAudit.Run(evidence),
        .. QueueAudit.Run(evidence),
    ];
}
