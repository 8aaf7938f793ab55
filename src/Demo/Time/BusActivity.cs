using MassTransit;

namespace Demo.Time;

/// <summary>Counts what this process's endpoints receive, so that idleness can be detected.</summary>
internal sealed class BusActivity : IReceiveObserver
{
    private long _received;
    private long _finished;

    public long Received => Interlocked.Read(ref _received);

    public bool IsIdle => Interlocked.Read(ref _finished) >= Received;

    public Task PreReceive(ReceiveContext context)
    {
        Interlocked.Increment(ref _received);
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Finish();

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Finish();

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    private Task Finish()
    {
        Interlocked.Increment(ref _finished);
        return Task.CompletedTask;
    }
}
