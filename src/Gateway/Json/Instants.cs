namespace Gateway.Json;

/// <summary>Instants as every store keeps them: UTC, in whole microseconds.</summary>
internal static class Instants
{
    public static DateTimeOffset Now(this TimeProvider clock) => clock.GetUtcNow().InWholeMicroseconds();

    public static DateTimeOffset InWholeMicroseconds(this DateTimeOffset instant) =>
        instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
