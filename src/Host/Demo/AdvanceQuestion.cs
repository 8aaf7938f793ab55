namespace Host.Demo;

/// <summary>How far to move the clock, as <c>d.hh:mm:ss</c>.</summary>
internal sealed record AdvanceQuestion(TimeSpan? By);
