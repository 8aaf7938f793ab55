namespace Host.Demo;

/// <summary>The service's clock, in UTC.</summary>
internal sealed record ClockReading(DateTime Now)
{
    public static ClockReading Of(DateTimeOffset now) => new(now.UtcDateTime);
}
