namespace Feedback.Bench.Http;

/// <summary>Milliseconds of the calls that got the expected response, to their last byte, and what became of the others.</summary>
internal sealed record CallOutcome(IReadOnlyCollection<double> Latencies, IReadOnlyCollection<string> Failures);
