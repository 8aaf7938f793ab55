namespace Crash.Faults;

/// <summary>A fault as it came about.</summary>
/// <param name="Fault">What was planned.</param>
/// <param name="BeganAt">When it came about.</param>
/// <param name="EndedAt">When its cause was gone: the process started again, the network open, the server answering.</param>
internal sealed record InjectedFault(Fault Fault, TimeSpan BeganAt, TimeSpan EndedAt);
