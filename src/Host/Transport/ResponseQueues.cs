using System.Text.RegularExpressions;

namespace Host.Transport;

/// <summary>
/// Where responses come back to. Each gateway has a temporary queue with a key in its name, and names it in the response address of
/// its requests. Whoever responds sends to one durable exchange, which hands the response to the queue with that key and drops it when
/// the queue is gone. So a service that responds declares nothing, and reaches no other queue.
/// </summary>
internal static partial class ResponseQueues
{
    public const string Exchange = "gateway-responses";

    public static string NewName() => $"{Exchange}-{Guid.CreateVersion7():N}";

    public static string KeyOf(string queue) => queue[(Exchange.Length + 1)..];

    /// <summary>The key in a response address that a gateway has made. Every other address is a stranger's: null.</summary>
    public static string? KeyOf(Uri address) =>
        Address().Match(address.OriginalString) is { Success: true } match ? match.Groups["key"].Value : null;

    [GeneratedRegex($@"\Arabbitmqs?://[^/?#]+/(?:[^/?#]+/)?{Exchange}-(?<key>[0-9a-f]{{32}})\?temporary=true\z")]
    private static partial Regex Address();
}
