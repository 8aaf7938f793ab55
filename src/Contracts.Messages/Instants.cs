namespace Contracts.Messages;

/// <summary>Instants as every store keeps them: in UTC, in whole microseconds.</summary>
public static class Instants
{
    /// <summary>The same instant in UTC, truncated to whole microseconds.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
