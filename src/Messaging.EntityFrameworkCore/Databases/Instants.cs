namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Instants as each supported database can store them: in UTC, with a precision of one microsecond.</summary>
public static class Instants
{
    /// <summary>The same instant in UTC, truncated to whole microseconds, the precision of PostgreSQL.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
