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
