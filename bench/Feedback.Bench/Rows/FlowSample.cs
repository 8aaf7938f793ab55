namespace Feedback.Bench.Rows;

/// <summary>What one flow did to the saga service's rows.</summary>
internal sealed record FlowSample
{
    public required SampleRow ContractBefore { get; init; }

    public required SampleRow ContractAfter { get; init; }

    /// <summary>The request before; for a request the new one.</summary>
    public required SampleRow RequestBefore { get; init; }

    public required SampleRow RequestAfter { get; init; }

    /// <summary>The expiry's timer while the request waits.</summary>
    public required SampleRow Timer { get; init; }

    /// <summary>The feedback, where the client provided one.</summary>
    public SampleRow? Feedback { get; init; }

    /// <summary>The outbox row of the event, which is gone as soon as the event has left.</summary>
    public required SampleRow Event { get; init; }
}
