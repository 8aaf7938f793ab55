namespace Feedback.Bench.Http;

/// <summary>Milliseconds of the calls that were answered as expected, to their last byte, and what became of the others.</summary>
internal sealed record CallOutcome(IReadOnlyCollection<double> Latencies, IReadOnlyCollection<string> Failures);
