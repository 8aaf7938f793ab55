namespace Gateway.Operations;

/// <summary>The state of the process, and of each thing that it needs.</summary>
internal sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string> Checks);
