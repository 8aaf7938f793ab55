using System.Diagnostics.Metrics;

namespace Notifications.Email;

/// <summary>What the sending of emails tells OpenTelemetry. It names no recipient.</summary>
public static class EmailTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Notifications.Email";

    private static readonly Meter _meter = new(Name);
    private static readonly Counter<long> _setUpRefusals = _meter.CreateCounter<long>(
        "notifications.email.setup_refusals", "{attempt}", "Attempts that the mail server refused because of our own set-up");

    /// <summary>Counts an attempt that failed because of our own set-up (R51), by its class in the tag <c>error.type</c>.</summary>
    internal static void CountSetUpRefusal(string errorClass) =>
        _setUpRefusals.Add(1, new KeyValuePair<string, object?>("error.type", errorClass));
}
