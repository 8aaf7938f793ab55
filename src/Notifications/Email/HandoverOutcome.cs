using Notifications.Ledger;

namespace Notifications.Email;

/// <summary>What came of the attempt to hand an email over.</summary>
internal abstract record HandoverOutcome
{
    private HandoverOutcome()
    {
    }

    /// <summary>It is delivered or given up already, or a later attempt is on its way: nothing is left to do.</summary>
    public sealed record Settled : HandoverOutcome;

    /// <summary>The recipient has no address yet.</summary>
    public sealed record NoAddress : HandoverOutcome;

    /// <summary>Another worker is at it, or died at it: at that instant it can be told.</summary>
    public sealed record UnderWay(int Attempt, DateTimeOffset Until) : HandoverOutcome;

    /// <summary>The server took it; the line is as it was when the attempt began.</summary>
    public sealed record Sent(Delivery Line) : HandoverOutcome;

    /// <summary>The server didn't take it, or not in time.</summary>
    public sealed record NotSent(int Attempt, string ErrorClass, bool IsPermanent) : HandoverOutcome;
}
