using System.Diagnostics;
using OpenTelemetry;

namespace Host.Observability;

/// <summary>
/// Keeps the calls that belong to nobody's request or message out of the traces: what background services ask the database or another
/// server while they look whether there is something to do.
/// </summary>
internal sealed class HousekeepingFilter : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        // The exporter takes what is recorded, and what is below follows its parent.
        if (data is { Kind: ActivityKind.Client, ParentId: null })
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
