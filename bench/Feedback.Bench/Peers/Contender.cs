using System.Globalization;
using Feedback.Bench.Rows;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Peers;

/// <summary>Who does the flows: the product, or a peer on the same tables.</summary>
internal sealed record Contender
{
    private const string Queue = "feedback-request";

    /// <summary>The settings that the Host gives its own connections (<c>ProviderOptions</c>).</summary>
    private const string ProductConnections = "Max Auto Prepare=100;No Reset On Close=true";

    /// <summary>The product, and then its peers as their documentation recommends.</summary>
    public static IReadOnlyList<Contender> AsDocumented { get; } = [Product(), Wolverine(""), Cap("")];

    /// <summary>The product, and then its peers with the product's settings of database connections in addition.</summary>
    public static IReadOnlyList<Contender> Tuned { get; } = [Product(), Wolverine(ProductConnections), Cap(ProductConnections)];

    public required string Name { get; init; }

    public required WireFormat Format { get; init; }

    public required PeerTimers Timers { get; init; }

    /// <summary>The queues that it consumes from when it is ready.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    public required Func<BenchSystem, CancellationToken, Task> StartAsync { get; init; }

    /// <summary>How many times its throughput the product is to have, by flow; empty where there is no goal.</summary>
    public IReadOnlyDictionary<string, double> Goals { get; init; } = new Dictionary<string, double>();

    private static Contender Product() => new()
    {
        Name = "ours",
        Format = new MassTransitFormat(),
        Timers = new PeerTimers(
            Tables.Outbox,
            "id",
            $"SELECT expiry_token_id, contract_id FROM {Tables.Requests} WHERE current_state = 'Pending'",
            () => "due_at = now(), next_attempt_at = now()"),
        Queues = [Queue],
        StartAsync = async (system, cancellationToken) =>
        {
            await system.MigrateSagaAsync();
            await system.StartAsync("saga", cancellationToken);
        },
    };

    private static Contender Wolverine(string connectionSettings) => new()
    {
        Name = "Wolverine",
        Format = new WolverineFormat(Queue),
        Timers = new PeerTimers(
            "wolverine.wolverine_incoming_envelopes",
            "id",
            """
            SELECT id, substring(encode(body, 'escape') FROM 'contract-[0-9]{9}')
            FROM wolverine.wolverine_incoming_envelopes WHERE status = 'Scheduled'
            """,
            () => "execution_time = now()"),
        Queues = [Queue],
        StartAsync = (system, cancellationToken) => system.StartPeerAsync("Wolverine", connectionSettings, cancellationToken),
        Goals = new Dictionary<string, double>
        {
            [PeerFlows.RequestFeedback] = 2.5,
            [PeerFlows.ProvideFeedback] = 2.5,
            [PeerFlows.Expire] = 3,
        },
    };

    private static Contender Cap(string connectionSettings) => new()
    {
        Name = "CAP",
        Format = new CapFormat(),
        Timers = new PeerTimers(
            "cap.published",
            "\"Id\"",
            """
            SELECT "Id", substring("Content" FROM 'contract-[0-9]{9}') FROM cap.published WHERE "StatusName" = 'Delayed'
            """,
            () => string.Create(CultureInfo.InvariantCulture, $"\"ExpiresAt\" = '{DateTime.Now:yyyy-MM-dd HH:mm:ss.ffffff}'")),
        Queues = ["request-feedback.v1", "provide-feedback.v1", "feedback-expiry.v1"],
        StartAsync = (system, cancellationToken) => system.StartPeerAsync("Cap", connectionSettings, cancellationToken),
        Goals = new Dictionary<string, double> { [PeerFlows.RequestFeedback] = 4, [PeerFlows.ProvideFeedback] = 4 },
    };
}
