using Contracts.Messages;

namespace Crash.Workload;

/// <summary>One thing that the workload does, at an instant of the run.</summary>
/// <param name="At">Counted from the beginning of the load.</param>
/// <param name="Key">Names the step in logs and findings, and is its Idempotency-Key.</param>
internal abstract record WorkStep(TimeSpan At, string Key);

/// <summary>How a step enters the system.</summary>
internal enum EntryPoint
{
    Http,

    /// <summary>In the messaging library's envelope.</summary>
    Broker,

    /// <summary>Raw JSON, as systems without that library publish it.</summary>
    RawBroker,
}

/// <summary>An upstream system publishes an event; a copy is a step of its own with the same <c>EventId</c>.</summary>
internal sealed record UpstreamStep(TimeSpan At, string Key, EntryPoint EntryPoint, object Event) : WorkStep(At, Key);

/// <summary>A freelancer requests feedback or a client provides it.</summary>
internal abstract record CommandStep(TimeSpan At, string Key, EntryPoint EntryPoint, string ContractId, string CallerId) : WorkStep(At, Key)
{
    /// <summary>The id that a command names; over HTTP the gateway makes one.</summary>
    public required Guid CommandId { get; init; }

    /// <summary>How often the command is published, or the call that got a response is made again with the same key.</summary>
    public int Copies { get; init; } = 1;
}

internal sealed record RequestStep(TimeSpan At, string Key, EntryPoint EntryPoint, string ContractId, string CallerId)
    : CommandStep(At, Key, EntryPoint, ContractId, CallerId);

internal sealed record FeedbackStep(
    TimeSpan At, string Key, EntryPoint EntryPoint, string ContractId, string CallerId, FeedbackRatings Ratings)
    : CommandStep(At, Key, EntryPoint, ContractId, CallerId);
