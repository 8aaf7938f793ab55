namespace Feedback.Saga.Eligibility;

/// <summary>Lengths of the rules in words.</summary>
internal static class Lengths
{
    /// <summary>Such as <c>30 days</c>.</summary>
    public static string InWords(TimeSpan length) => IsWholeDays(length) && length.Days == 1 ? "1 day" : SinceInWords(length);

    /// <summary>The same after "in the last": one day is <c>day</c>.</summary>
    public static string SinceInWords(TimeSpan length) =>
        IsWholeDays(length) ? length.Days == 1 ? "day" : $"{length.Days} days" : length.ToString("g", null);

    private static bool IsWholeDays(TimeSpan length) => length.Ticks % TimeSpan.TicksPerDay == 0;
}
