namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>How the sending of one claim to one destination goes. Its members may be called concurrently.</summary>
internal sealed class LaneRun(Lease lease)
{
    /// <summary>One broken send may be the message's doing; so many in a row, with no answer between them, are the destination's.</summary>
    private const int MaxOutages = 3;

    private readonly Lock _gate = new();
    private readonly List<OutboxMessage> _unsent = [];
    private int _outagesInARow;

    public Lease Lease => lease;

    /// <summary>The rows that were not sent although they could have been.</summary>
    public IReadOnlyList<OutboxMessage> Unsent => _unsent;

    /// <summary>The last failure that was not the message's fault.</summary>
    public Exception? Outage { get; private set; }

    /// <summary>Whether the destination has accepted or rejected a message, and has not failed again and again since.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether nothing more is sent: the lease is over or the destination is away.</summary>
    public bool IsOver => lease.Token.IsCancellationRequested || Volatile.Read(ref _outagesInARow) >= MaxOutages;

    /// <summary>The transport accepted or rejected a message.</summary>
    public void SeeAnswer()
    {
        lock (_gate)
        {
            HasAnswered = true;
            _outagesInARow = 0;
        }
    }

    /// <summary>The transport did not answer.</summary>
    public void SeeOutage(Exception failure)
    {
        lock (_gate)
        {
            Outage = failure;
            if (!lease.Token.IsCancellationRequested && ++_outagesInARow >= MaxOutages)
                HasAnswered = false;
        }
    }

    public void Leave(OutboxMessage row)
    {
        lock (_gate)
            _unsent.Add(row);
    }
}
