using System.Collections.Concurrent;

namespace Crash.Workload;

/// <summary>One HTTP call that was responded to for good.</summary>
internal readonly record struct CompletedCall(TimeSpan SentAt, TimeSpan RespondedAt);

/// <summary>The calls over HTTP as the callers saw them.</summary>
internal sealed class CallLog
{
    private readonly ConcurrentQueue<CompletedCall> _completed = new();
    private readonly ConcurrentDictionary<string, int> _repeated = new();

    public IReadOnlyCollection<CompletedCall> Completed => _completed;

    /// <summary>Why calls had to be made again, and how often.</summary>
    public IReadOnlyDictionary<string, int> Repeated => _repeated;

    public void Complete(TimeSpan sentAt, TimeSpan respondedAt) => _completed.Enqueue(new CompletedCall(sentAt, respondedAt));

    public void Repeat(string why) => _repeated.AddOrUpdate(why, 1, (_, count) => count + 1);
}
