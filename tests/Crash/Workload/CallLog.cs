using System.Collections.Concurrent;

namespace Crash.Workload;

/// <summary>One HTTP call that was answered for good.</summary>
internal readonly record struct AnsweredCall(TimeSpan SentAt, TimeSpan AnsweredAt);

/// <summary>The calls over HTTP as the callers saw them.</summary>
internal sealed class CallLog
{
    private readonly ConcurrentQueue<AnsweredCall> _answered = new();
    private readonly ConcurrentDictionary<string, int> _repeated = new();

    public IReadOnlyCollection<AnsweredCall> Answered => _answered;

    /// <summary>Why calls had to be made again, and how often.</summary>
    public IReadOnlyDictionary<string, int> Repeated => _repeated;

    public void Answer(TimeSpan sentAt, TimeSpan answeredAt) => _answered.Enqueue(new AnsweredCall(sentAt, answeredAt));

    public void Repeat(string why) => _repeated.AddOrUpdate(why, 1, (_, count) => count + 1);
}
