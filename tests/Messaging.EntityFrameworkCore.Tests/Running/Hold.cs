using TestKit;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>Keeps a handler where it is until the test lets it go, or has failed to.</summary>
internal sealed class Hold
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task WaitAsync() => _released.Task.OrHang();

    public void Release() => _released.TrySetResult();

    /// <summary>Ends the wait as the death of the process would.</summary>
    public void Kill() => _released.TrySetException(new ProcessKilledException());
}
