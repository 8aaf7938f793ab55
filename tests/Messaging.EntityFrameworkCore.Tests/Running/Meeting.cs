using TestKit;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>Where several handlers wait for each other, so that they race for certain.</summary>
internal sealed class Meeting(int participants)
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = participants;

    public Task ArriveAsync()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
            _complete.SetResult();

        return _complete.Task.OrHang();
    }
}
