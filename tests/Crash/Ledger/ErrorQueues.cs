using System.Text;
using RabbitMQ.Client;
using TestKit.Servers;

namespace Crash.Ledger;

/// <summary>Says why messages lie in the error queues, from the headers that they were put there with; leaves them there.</summary>
internal static class ErrorQueues
{
    private static readonly string[] _headers =
        ["MT-Reason", "MT-Fault-ExceptionType", "MT-Fault-Message", "MT-Fault-StackTrace", "x-first-death-reason"];

    /// <summary>By queue, the reasons with the number of messages that each has.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(
        RabbitMqAddress address, IEnumerable<string> queues)
    {
        await using var connection = await new ConnectionFactory { Uri = address.Uri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var reasons = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var queue in queues)
            reasons[queue] = [.. (await ReadAsync(channel, queue)).CountBy(reason => reason).Select(
                reason => $"{reason.Value} × {reason.Key}")];

        return reasons;
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(IChannel channel, string queue)
    {
        var reasons = new List<string>();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
        {
            var headers = message.BasicProperties.Headers ?? new Dictionary<string, object?>();
            reasons.Add(string.Join(
                " | ", _headers.Select(name => headers.TryGetValue(name, out var value) ? Text(value) : null).OfType<string>()));
        }

        return reasons;
    }

    private static string? Text(object? value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString();
}
