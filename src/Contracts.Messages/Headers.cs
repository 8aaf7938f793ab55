namespace Contracts.Messages;

/// <summary>
/// Until when the sender of a command or a query waits for the response. A service that meets the message later drops it: nothing
/// of it happens. What was begun before is finished.
/// </summary>
public static class Deadline
{
    /// <summary>The header that holds the instant, in ISO 8601. A message without it waits for as long as it takes.</summary>
    public const string Header = "deadline";
}

/// <summary>
/// When it was decided that something happened, if that is told as of an earlier instant, such as the end of a contract of which a service
/// heard late. An event that is published again has none.
/// </summary>
public static class Decided
{
    /// <summary>The header that holds the instant, in ISO 8601.</summary>
    public const string Header = "decided-at";
}

/// <summary>
/// An event that was published before, and now again, in case that it was lost. Who handled it does nothing; who didn't, counts that.
/// </summary>
public static class Reconciled
{
    /// <summary>The header that such an event has, with the value true.</summary>
    public const string Header = "reconciled";
}
