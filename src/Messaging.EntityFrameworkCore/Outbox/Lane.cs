namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// A destination that is being sent to, or that pauses after an outage. The members that tell how a sending goes may be called
/// concurrently; <see cref="OutboxLanes{TDbContext}"/> opens and closes the lane under its lock.
/// </summary>
internal sealed class Lane(string destination, TimeProvider clock)
{
    /// <summary>The longest pause between two attempts to reach a destination.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(15);

    /// <summary>One broken send may be the message's doing; so many in a row, with no answer between them, are the destination's.</summary>
    private const int MaxOutages = 3;

    private readonly Lock _gate = new();
    private readonly List<OutboxMessage> _unsent = [];
    private int _outagesInARow;
    private long _pausedAt;

    public string Destination => destination;

    /// <summary>The lease of the claim whose rows are being sent.</summary>
    public Lease Lease { get; private set; } = null!;

    /// <summary>Ends when the rows of the claim have been sent or given up.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    /// <summary>Whether due rows may have been left in the database because this lane was closed or the claim was full.</summary>
    public bool MayHaveMore { get; set; }

    public TimeSpan Pause { get; private set; }

    /// <summary>Whether a claim leaves this destination out.</summary>
    public bool IsClosed => !Sending.IsCompleted || clock.GetElapsedTime(_pausedAt) < Pause;

    /// <summary>The rows that were not sent although they could have been.</summary>
    public IReadOnlyList<OutboxMessage> Unsent => _unsent;

    /// <summary>The last failure that was not the message's fault.</summary>
    public Exception? Outage { get; private set; }

    /// <summary>Whether the destination has accepted or rejected a message, and has not failed again and again since.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether nothing more is sent: the lease is over or the destination is away.</summary>
    public bool IsOver => Lease.Token.IsCancellationRequested || Volatile.Read(ref _outagesInARow) >= MaxOutages;

    /// <summary>Begins to send the rows of a claim.</summary>
    public void Open(Lease lease, bool mayHaveMore)
    {
        (Lease, MayHaveMore, Outage, HasAnswered) = (lease, mayHaveMore, null, false);
        _outagesInARow = 0;
        _unsent.Clear();
    }

    /// <summary>Ends the sending. False if the lane pauses, longer each time, because the destination has not answered.</summary>
    public bool Close(TimeSpan firstPause)
    {
        if (Outage is null || HasAnswered)
            return true;

        var next = Pause == TimeSpan.Zero ? firstPause : 2 * Pause;
        (Pause, _pausedAt) = (next < MaxPause ? next : MaxPause, clock.GetTimestamp());
        return false;
    }

    /// <summary>The transport accepted or rejected a message.</summary>
    public void SeeAnswer()
    {
        lock (_gate)
            (HasAnswered, _outagesInARow) = (true, 0);
    }

    /// <summary>The transport did not answer.</summary>
    public void SeeOutage(Exception failure)
    {
        lock (_gate)
        {
            Outage = failure;
            if (!Lease.Token.IsCancellationRequested && ++_outagesInARow >= MaxOutages)
                HasAnswered = false;
        }
    }

    public void Leave(OutboxMessage row)
    {
        lock (_gate)
            _unsent.Add(row);
    }
}
