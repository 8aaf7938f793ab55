using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Shared;

namespace Host.Transport;

/// <summary>
/// The messages in the <c>_error</c> queues of the durable queues, for operators. In memory there are none: what failed there is a
/// parked row of an outbox.
/// </summary>
internal interface IErrorQueues
{
    /// <summary>
    /// Lists the first messages that are selected. They stay in the queue; the broker may keep them in another order after a look.
    /// </summary>
    /// <param name="queue">The queue whose messages failed, without <c>_error</c>.</param>
    /// <param name="selection">Which messages; the first 10,000 are looked through.</param>
    /// <param name="take">How many to list at most, from 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<IReadOnlyList<ErrorMessage>> ListAsync(
        string queue, ErrorSelection selection, int take, CancellationToken cancellationToken);

    /// <summary>Counts the messages that are selected, as far as moving and deleting go. They stay in the queue.</summary>
    /// <param name="queue">The queue whose messages failed, without <c>_error</c>.</param>
    /// <param name="selection">Which messages; the first 10,000 are looked through.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    Task<int> CountAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken);

    /// <summary>
    /// Moves messages back to their queue, in the order of the error queue, with their ids and without what the failure has added to their
    /// headers. A message leaves the error queue once the broker has confirmed it in the other, so that after a crash it may be in both:
    /// handling it twice has one effect (R40). A message that fails again meanwhile is left.
    /// </summary>
    /// <param name="queue">The queue whose messages failed.</param>
    /// <param name="selection">Which messages; the first 10,000 are looked through.</param>
    /// <param name="cancellationToken">Ends the moving; what was moved stays moved.</param>
    /// <returns>The number of messages.</returns>
    Task<int> ReplayAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken);

    /// <summary>Deletes messages.</summary>
    /// <inheritdoc cref="ReplayAsync"/>
    Task<int> DiscardAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken);

    /// <summary>Deletes the messages that name a person anywhere, also those that were skipped.</summary>
    /// <param name="queue">The queue, without <c>_error</c> and <c>_skipped</c>. Of each the first 10,000 are looked through.</param>
    /// <param name="person">The person.</param>
    /// <param name="dryRun">Whether only to count.</param>
    /// <param name="cancellationToken">Ends it; what was deleted stays deleted.</param>
    /// <returns>The number of messages in each of the two queues, by its name.</returns>
    Task<IReadOnlyDictionary<string, long>> EraseAsync(
        string queue, PersonalTexts person, bool dryRun, CancellationToken cancellationToken);
}

/// <summary>Which messages of an error queue are meant: those that satisfy everything that is given. Nothing given means all.</summary>
internal sealed record ErrorSelection
{
    public static readonly ErrorSelection All = new();

    /// <summary>The ids of the messages.</summary>
    public IReadOnlyCollection<string>? MessageIds { get; init; }

    /// <summary>The contract that the body names.</summary>
    public string? ContractId { get; init; }

    /// <summary>The request that the body names.</summary>
    public Guid? RequestId { get; init; }

    public bool Includes(string? messageId, ReadOnlyMemory<byte> body) =>
        (MessageIds is null || (messageId is not null && MessageIds.Contains(messageId, StringComparer.OrdinalIgnoreCase)))
        && (ContractId is null || MessageBody.Values(body, "contractId").Contains(ContractId, StringComparer.Ordinal))
        && (RequestId is not { } request || MessageBody.Values(body, "requestId", "correlationId")
            .Any(value => Guid.TryParse(value, out var id) && id == request));
}

/// <summary>A message in an <c>_error</c> queue.</summary>
/// <param name="Queue">The queue whose message failed.</param>
/// <param name="MessageId">Its id; null if its publisher gave it none: then it can be moved or deleted only with all others.</param>
/// <param name="MessageType">The URN of its type, where the headers name it.</param>
/// <param name="Failure">The type of the exception, or why the broker moved it there.</param>
/// <param name="FailureMessage">The text of the exception, which holds ids only.</param>
/// <param name="FailedAt">When it failed, as the headers say it.</param>
/// <param name="Deliveries">How often the broker has delivered it from the error queue before, to whoever looked at it.</param>
internal sealed record ErrorMessage(
    string Queue,
    string? MessageId,
    string? MessageType,
    string? Failure,
    string? FailureMessage,
    string? FailedAt,
    long Deliveries)
{
    /// <summary>Where the exception was thrown.</summary>
    public string? StackTrace { get; init; }

    /// <summary>What the publisher sent. It may hold notes, comments, names and addresses.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the publisher sent; of texts remains how long they are.</summary>
    public JsonNode BodyWithoutTexts() =>
        MessageBody.WithoutTexts(Body) ?? JsonValue.Create($"({Body.Length} bytes that are no JSON)");
}

/// <inheritdoc />
internal sealed class RabbitMqErrorQueues(RabbitMqSettings settings) : IErrorQueues
{
    /// <summary>How far a search by id goes, so that the broker never has more than that to put back.</summary>
    private const int MaxVisited = 10_000;

    private const int MaxListed = 1_000;
    private const string Error = "_error";
    private const string Skipped = "_skipped";

    private static readonly TimeSpan _returnPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _returnLimit = TimeSpan.FromSeconds(5);

    private static readonly string[] _addedByFailure = ["MT-Fault-", "MT-Host-", "MT-Reason", "x-death", "x-first-death", "x-last-death",
        "x-delivery-count", "x-acquired-count"];

    private static readonly CreateChannelOptions _confirming = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    public async Task<IReadOnlyList<ErrorMessage>> ListAsync(
        string queue, ErrorSelection selection, int take, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, MaxListed);

        return await VisitAsync(
            queue,
            Error,
            selection == ErrorSelection.All ? take : MaxVisited,
            (_, messages) => Task.FromResult<IReadOnlyList<ErrorMessage>>(
                [.. messages.Where(message => IsMeant(message, selection)).Take(take).Select(message => Describe(queue, message))]),
            cancellationToken);
    }

    public Task<int> CountAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken) =>
        CountAsync(queue, Error, message => IsMeant(message, selection), cancellationToken);

    public Task<int> ReplayAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken) =>
        RemoveAsync(
            queue,
            Error,
            message => IsMeant(message, selection),
            async (channel, message) =>
            {
                var properties = new BasicProperties(message.BasicProperties) { Headers = WithoutFailure(message.BasicProperties) };

                // Throws unless the broker has confirmed the message in the queue. An account may write to the exchange of a queue; to
                // write to the default exchange is to write to every queue of the virtual host.
                await channel.BasicPublishAsync(
                    exchange: queue, routingKey: "", mandatory: true, properties, message.Body, cancellationToken);
            },
            cancellationToken);

    public Task<int> DiscardAsync(string queue, ErrorSelection selection, CancellationToken cancellationToken) =>
        RemoveAsync(queue, Error, message => IsMeant(message, selection), (_, _) => Task.CompletedTask, cancellationToken);

    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(
        string queue, PersonalTexts person, bool dryRun, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>();
        foreach (var end in new[] { Error, Skipped })
        {
            counts[queue + end] = dryRun
                ? await CountAsync(queue, end, IsMeant, cancellationToken)
                : await RemoveAsync(queue, end, IsMeant, (_, _) => Task.CompletedTask, cancellationToken);
        }

        return counts;

        bool IsMeant(BasicGetResult message) => person.IsNamedIn(message.Body);
    }

    private Task<int> CountAsync(string queue, string end, Func<BasicGetResult, bool> isMeant, CancellationToken cancellationToken) =>
        VisitAsync(queue, end, MaxVisited, (_, messages) => Task.FromResult(messages.Count(isMeant)), cancellationToken);

    private Task<int> RemoveAsync(
        string queue,
        string end,
        Func<BasicGetResult, bool> isMeant,
        Func<IChannel, BasicGetResult, Task> before,
        CancellationToken cancellationToken) =>
        VisitAsync(
            queue,
            end,
            MaxVisited,
            async (channel, messages) =>
            {
                var meant = messages.Where(isMeant).ToList();
                foreach (var message in meant)
                {
                    await before(channel, message);
                    await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
                    messages.Remove(message);
                }

                return meant.Count;
            },
            cancellationToken);

    /// <summary>
    /// Takes the oldest messages of an end of a queue, all of them before the first is dealt with, so that one that fails again is not
    /// taken twice. Those that are not removed return to their places when the channel closes; RabbitMQ 3.10 would move them to the end of
    /// a quorum queue if they were rejected.
    /// </summary>
    /// <param name="queue">The queue whose messages failed or were skipped.</param>
    /// <param name="end"><see cref="Error"/> or <see cref="Skipped"/>.</param>
    /// <param name="limit">How many messages to take at most.</param>
    /// <param name="deal">Deals with the messages, and takes those off the list that it has acknowledged.</param>
    /// <param name="cancellationToken">Cancels the visit.</param>
    private async Task<T> VisitAsync<T>(
        string queue, string end, int limit, Func<IChannel, List<BasicGetResult>, Task<T>> deal, CancellationToken cancellationToken)
    {
        if (!Topology.Queues.Contains(queue, StringComparer.Ordinal))
            throw new ArgumentException($"'{queue}' is none of the queues {string.Join(", ", Topology.Queues)}.", nameof(queue));

        var visited = queue + end;
        await using var connection = await RabbitMqConnections.Factory(settings)
            .CreateConnectionAsync("feedback error queues", cancellationToken);
        var messages = new List<BasicGetResult>();
        T result;
        await using (var channel = await connection.CreateChannelAsync(_confirming, cancellationToken))
        {
            try
            {
                while (messages.Count < limit
                    && await channel.BasicGetAsync(visited, autoAck: false, cancellationToken) is { } message)
                    messages.Add(message);
            }
            catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                // Nothing has failed yet, so the queue does not exist.
                return await deal(channel, []);
            }

            result = await deal(channel, messages);
        }

        await UntilReturnedAsync(connection, visited, messages.Count, cancellationToken);
        return result;
    }

    /// <summary>The broker puts messages back some time after their channel was closed. The next visitor should find them.</summary>
    private static async Task UntilReturnedAsync(IConnection connection, string queue, int count, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        while (await channel.MessageCountAsync(queue, cancellationToken) < count && waited.Elapsed < _returnLimit)
            await Task.Delay(_returnPoll, cancellationToken);
    }

    private static bool IsMeant(BasicGetResult message, ErrorSelection selection) =>
        selection.Includes(message.BasicProperties.MessageId, message.Body);

    private static Dictionary<string, object?>? WithoutFailure(IReadOnlyBasicProperties properties) =>
        properties.Headers?
            .Where(header => !Array.Exists(_addedByFailure, added => header.Key.StartsWith(added, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(StringComparer.Ordinal);

    private static ErrorMessage Describe(string queue, BasicGetResult message)
    {
        var properties = message.BasicProperties;
        return new ErrorMessage(
            queue,
            properties.MessageId,
            Text(properties, "MT-Fault-MessageType") ?? Text(properties, "MT-MessageType"),
            Text(properties, "MT-Fault-ExceptionType") ?? Text(properties, "x-first-death-reason"),
            Text(properties, "MT-Fault-Message"),
            Text(properties, "MT-Fault-Timestamp"),
            properties.Headers?.TryGetValue("x-delivery-count", out var count) is true ? Convert.ToInt64(count, null) : 0)
        {
            StackTrace = Text(properties, "MT-Fault-StackTrace"),
            Body = message.Body,
        };
    }

    private static string? Text(IReadOnlyBasicProperties properties, string header) =>
        properties.Headers?.TryGetValue(header, out var value) is true
            ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString()
            : null;
}
