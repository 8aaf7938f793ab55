namespace Feedback.Bench.Measuring;

/// <summary>A process: its program's name, cut to 15 characters by the kernel, and its processor time since its start.</summary>
internal sealed record ProcessEntry(int Id, int Parent, string Command, double CpuSeconds);
