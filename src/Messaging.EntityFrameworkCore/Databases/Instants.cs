namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Instants as every supported database keeps them: UTC, to the microsecond.</summary>
public static class Instants
{
    /// <summary>The same instant in UTC, cut off to whole microseconds, which is what PostgreSQL stores.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
