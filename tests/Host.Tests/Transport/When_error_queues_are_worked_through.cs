using Host.Configuration;
using Host.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Shared;
using Shouldly;
using TestKit.Servers;

namespace Host.Tests.Transport;

public sealed class When_error_queues_are_worked_through : IAsyncLifetime
{
    private const string Queue = "feedback-request";
    private const string Errors = $"{Queue}_error";
    private const string Skipped = $"{Queue}_skipped";
    private readonly RabbitMqVirtualHost _broker = new();
    private RabbitMqErrorQueues _errorQueues = null!;
    private IConnection _connection = null!;
    private IChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        await _broker.InitializeAsync();
        var address = _broker.Address;
        var settings = new RabbitMqSettings(
            address.Host,
            address.Port,
            address.VirtualHost,
            address.Username,
            address.Password,
            UseTls: false,
            new TlsFiles(CaFile: null, CertificateFile: null, KeyFile: null),
            DeliveryLimit: 20,
            StallTimeout: TimeSpan.FromMinutes(1));
        _errorQueues = new RabbitMqErrorQueues(settings);
        _connection = await RabbitMqConnections.Factory(settings).CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await DeclareAsync(Queue);
        await DeclareAsync(Errors);
        await DeclareAsync(Skipped);
        await _channel.ExchangeDeclareAsync(Queue, ExchangeType.Fanout, durable: true);
        await _channel.QueueBindAsync(Queue, Queue, routingKey: "");
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Should_list_messages_again_and_again_where_they_are()
    {
        await FailAsync("a", "b", "c", "d");

        for (var look = 0; look < 30; look++)
        {
            (await _errorQueues.ListAsync(Queue, ErrorSelection.All, take: 3, Cancelled)).Select(message => message.MessageId)
                .ShouldBe(["a", "b", "c"]);
        }

        (await IdsAsync(Errors)).ShouldBe(["a", "b", "c", "d"]);
    }

    [Fact]
    public async Task Should_count_as_many_as_it_would_move()
    {
        string[] ids = [.. Enumerable.Range(1, 1_001).Select(number => $"{number}")];
        await FailAsync(ids);

        (await _errorQueues.CountAsync(Queue, ErrorSelection.All, Cancelled)).ShouldBe(ids.Length);
        (await _errorQueues.CountAsync(Queue, new() { MessageIds = ["7", "1001", "unknown"] }, Cancelled)).ShouldBe(2);

        (await IdsAsync(Errors)).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task Should_say_what_failed_without_the_body()
    {
        await FailAsync("a");

        var listed = (await _errorQueues.ListAsync(Queue, ErrorSelection.All, take: 1, Cancelled)).Single();

        (listed with { Body = default }).ShouldBe(new(
            Queue, "a", "urn:message:Some", "System.InvalidOperationException", "Request r-1", "2026-01-01", 0));
        (await _errorQueues.ListAsync(Queue, ErrorSelection.All, take: 1, Cancelled)).Single().Deliveries.ShouldBe(1);
    }

    [Fact]
    public async Task Should_find_what_a_contract_or_a_request_is_in()
    {
        var request = Guid.NewGuid();
        await FailAsync("a", "b");
        await FailWithAsync("c", $$$"""{"messageId":"c","message":{"requestId":"{{{request}}}","contractId":"k-1"}}""");
        await FailWithAsync("d", """{"contractId":"k-1","paymentId":"k-2"}""");

        (await IdsOfAsync(new() { ContractId = "k-1" })).ShouldBe(["c", "d"]);
        (await IdsOfAsync(new() { ContractId = "k-2" })).ShouldBeEmpty();
        (await IdsOfAsync(new() { RequestId = request })).ShouldBe(["c"]);
        (await IdsOfAsync(new() { RequestId = request, MessageIds = ["d"] })).ShouldBeEmpty();

        async Task<IEnumerable<string?>> IdsOfAsync(ErrorSelection selection) =>
            (await _errorQueues.ListAsync(Queue, selection, take: 9, Cancelled)).Select(message => message.MessageId);
    }

    [Fact]
    public async Task Should_delete_what_names_a_person_by_id_name_or_address()
    {
        await FailWithAsync("a", """{"message":{"clientId":"u-zoe","contractId":"k-1"}}""");
        await FailWithAsync("b", """{"displayName":"Zo\u00EB Kr\u00FCger"}""");
        await FailWithAsync("c", "no JSON of zoe@example.org");
        await FailWithAsync("d", """{"clientId":"u-zoe2","comment":"Zoë is fine"}""");
        await PublishAsync(Skipped, "e", """{"message":{"userId":"u-zoe"}}""");
        await PublishAsync(Skipped, "f", """{"message":{"userId":"u-max"}}""");
        var person = new PersonalTexts("u-zoe", "erased-1", "Zoë Krüger", "zoe@example.org");
        var named = new Dictionary<string, long> { [Errors] = 3, [Skipped] = 1 };

        (await _errorQueues.EraseAsync(Queue, person, dryRun: true, Cancelled)).ShouldBe(named);
        (await _errorQueues.EraseAsync(Queue, person, dryRun: false, Cancelled)).ShouldBe(named);

        (await IdsAsync(Errors)).ShouldBe(["d"]);
        (await IdsAsync(Skipped)).ShouldBe(["f"]);
    }

    [Fact]
    public async Task Should_move_all_back_in_their_order()
    {
        await FailAsync("a", "b", "c");

        (await _errorQueues.ReplayAsync(Queue, ErrorSelection.All, Cancelled)).ShouldBe(3);

        (await IdsAsync(Queue)).ShouldBe(["a", "b", "c"]);
        (await IdsAsync(Errors)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_move_those_that_are_named_and_keep_the_order_of_the_rest()
    {
        await FailAsync("a", "b", "c", "d");

        (await _errorQueues.ReplayAsync(Queue, new() { MessageIds = ["c", "B", "unknown"] }, Cancelled)).ShouldBe(2);

        (await IdsAsync(Queue)).ShouldBe(["b", "c"]);
        (await IdsAsync(Errors)).ShouldBe(["a", "d"]);
    }

    [Fact]
    public async Task Should_restore_the_message_as_it_was()
    {
        await FailAsync("a");

        await _errorQueues.ReplayAsync(Queue, new() { MessageIds = ["a"] }, Cancelled);

        var message = (await _channel.BasicGetAsync(Queue, autoAck: true, Cancelled))!;
        message.Body.ToArray().ShouldBe("body of a"u8.ToArray());
        message.BasicProperties.ContentType.ShouldBe("application/vnd.masstransit+json");
        message.BasicProperties.CorrelationId.ShouldBe("correlation");
        message.BasicProperties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);

        // The broker counts its deliveries, and the client numbers what it publishes.
        message.BasicProperties.Headers!.Keys.Except(["x-delivery-count", "x-dotnet-pub-seq-no"]).ShouldBe(["tenant"]);
    }

    [Fact]
    public async Task Should_discard_those_that_are_named()
    {
        await FailAsync("a", "b", "c");

        (await _errorQueues.DiscardAsync(Queue, new() { MessageIds = ["b"] }, Cancelled)).ShouldBe(1);
        (await _errorQueues.ListAsync(Queue, ErrorSelection.All, take: 9, Cancelled)).Select(message => message.MessageId)
            .ShouldBe(["a", "c"]);
        (await _errorQueues.DiscardAsync(Queue, ErrorSelection.All, Cancelled)).ShouldBe(2);
        (await IdsAsync(Errors)).ShouldBeEmpty();
        (await IdsAsync(Queue)).ShouldBeEmpty();
    }

    /// <summary>Confirmed means confirmed in the queue: an exchange confirms what it throws away, too.</summary>
    [Fact]
    public async Task Should_keep_a_message_whose_queue_is_gone()
    {
        await FailAsync("a", "b");
        await _channel.QueueDeleteAsync(Queue, cancellationToken: Cancelled);

        await Should.ThrowAsync<PublishException>(() => _errorQueues.ReplayAsync(Queue, ErrorSelection.All, Cancelled));

        (await IdsAsync(Errors)).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Should_share_the_messages_between_two_operators()
    {
        var ids = Enumerable.Range(100, 200).Select(number => $"{number}").ToArray();
        await FailAsync(ids);

        var moved = await Task.WhenAll(
            _errorQueues.ReplayAsync(Queue, ErrorSelection.All, Cancelled), _errorQueues.ReplayAsync(Queue, ErrorSelection.All, Cancelled));

        moved.Sum().ShouldBe(ids.Length);
        (await IdsAsync(Queue)).Order(StringComparer.Ordinal).ShouldBe(ids);
    }

    [Fact]
    public async Task Should_find_nothing_where_nothing_has_failed_yet() =>
        (await _errorQueues.ListAsync("feedback-queries", ErrorSelection.All, take: 10, Cancelled)).ShouldBeEmpty();

    [Fact]
    public async Task Should_refuse_a_queue_that_is_none_of_ours() =>
        (await Should.ThrowAsync<ArgumentException>(() => _errorQueues.DiscardAsync("somebody-elses", ErrorSelection.All, Cancelled)))
            .Message.ShouldContain(Queue);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Task<QueueDeclareOk> DeclareAsync(string queue) => _channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });

    /// <summary>Messages as MassTransit moves them to an error queue.</summary>
    private async Task FailAsync(params string[] ids)
    {
        foreach (var id in ids)
            await FailWithAsync(id, $"body of {id}");
    }

    private Task FailWithAsync(string id, string body) => PublishAsync(Errors, id, body);

    private async Task PublishAsync(string queue, string id, string body)
    {
        var properties = new BasicProperties
        {
            MessageId = id,
            CorrelationId = "correlation",
            ContentType = "application/vnd.masstransit+json",
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?>
            {
                ["tenant"] = "t-1",
                ["MT-Reason"] = "fault",
                ["MT-Fault-ExceptionType"] = "System.InvalidOperationException",
                ["MT-Fault-Message"] = "Request r-1",
                ["MT-Fault-MessageType"] = "urn:message:Some",
                ["MT-Fault-Timestamp"] = "2026-01-01",
                ["MT-Host-MachineName"] = "machine",
            },
        };
        await _channel.BasicPublishAsync(
            "", queue, mandatory: true, properties, System.Text.Encoding.UTF8.GetBytes(body), Cancelled);
    }

    /// <summary>Empties the queue.</summary>
    private async Task<IReadOnlyList<string>> IdsAsync(string queue)
    {
        var ids = new List<string>();
        while (await _channel.BasicGetAsync(queue, autoAck: true, Cancelled) is { } message)
            ids.Add(message.BasicProperties.MessageId!);

        return ids;
    }
}
