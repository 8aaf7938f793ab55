using MassTransit;
using MassTransit.Serialization;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Wire;

/// <summary>
/// One handler sends a message directly and another through the outbox. A consumer without MassTransit can't tell which is which,
/// whether the committing handler or, later, the dispatcher has sent it.
/// </summary>
public sealed class When_a_stored_message_leaves : Situation<PostgresAndRabbitMq>
{
    private const string Spied = "spied";

    private static readonly Guid _messageId = Guid.CreateVersion7();
    private static readonly Guid _correlation = Guid.CreateVersion7();
    private static readonly Guid _conversation = Guid.CreateVersion7();
    private static readonly Guid _initiator = Guid.CreateVersion7();
    private static readonly Guid _request = Guid.CreateVersion7();
    private static readonly Uri _destination = new($"exchange:{Spied}");
    private static readonly Marker _marker = new(Guid.CreateVersion7());

    private static Dictionary<string, object> Headers { get; } = new()
    {
        ["text"] = "ein Text, für \"alle\"",
        ["empty"] = "",
        ["int"] = 7,
        ["long"] = 7_000_000_000L,
        ["short"] = (short)-7,
        ["byte"] = (byte)7,
        ["double"] = 7.25,
        ["float"] = 7.5f,
        ["decimal"] = 7.125m,
        ["true"] = true,
        ["false"] = false,
        ["guid"] = _correlation,
        ["uri"] = new Uri("https://example.org/a?b=c"),
        ["instant"] = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(5)),
        ["utc"] = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc),
        ["local"] = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Local),
        ["nested"] = new Dictionary<string, object> { ["inner"] = 7 },
        ["list"] = new List<int> { 1, 2 },
        ["object"] = new { Inner = 7 },
        ["CC"] = "another.key",
        ["BCC"] = new[] { "a.third.key", "a.fourth.key" },
    };

    private static Dictionary<string, Func<ConsumeContext, Task>> Sends { get; } = new()
    {
        ["plain"] = context => SendAsync(context, _ => { }),
        ["published"] = context => context.Publish(_marker, sending => sending.MessageId = _messageId),
        ["forwarded"] = context => ((ConsumeContext<Echo>)context).Forward(_destination),
        ["response"] = context => context.RespondAsync(_marker, (SendContext<Marker> sending) => sending.MessageId = _messageId),
        ["request"] = context => SendAsync(context, sending =>
        {
            sending.RequestId = _request;
            sending.ResponseAddress = new Uri("queue:responses");
        }),
        ["correlated"] = context => SendAsync(context, sending => sending.CorrelationId = _correlation),
        ["raw"] = context => SendAsync(context, sending => Raw(sending, RawSerializerOptions.AddTransportHeaders)),
        ["raw with everything"] = context => SendAsync(context, sending =>
        {
            Raw(sending, RawSerializerOptions.All);
            sending.CorrelationId = _correlation;
            sending.RequestId = _request;
            sending.ResponseAddress = new Uri("queue:responses");
            sending.FaultAddress = new Uri("queue:complaints");
        }),
        ["raw without headers"] = context => SendAsync(context, sending => Raw(sending, RawSerializerOptions.AnyMessageType)),
        ["with a priority"] = context => SendAsync(context, sending => sending.TrySetPriority(7)),
        ["with a routing key"] = context => SendAsync(context, sending => sending.SetRoutingKey("a.key")),
        ["with an expiration"] = context => SendAsync(context, sending => sending.TimeToLive = TimeSpan.FromHours(1)),
        ["that need not survive"] = context => SendAsync(context, sending => sending.Durable = false),
        ["mandatory"] = context => context.Publish(_marker, (PublishContext<Marker> sending) =>
        {
            sending.MessageId = _messageId;
            sending.Mandatory = true;
        }),
        ["of another content type"] = context => SendAsync(context, sending => sending.ContentType = new("application/x-other")),
        ["with all that RabbitMQ has"] = context => SendAsync(context, sending =>
        {
            var properties = sending.GetPayload<RabbitMqSendContext>()!.BasicProperties;
            (properties.Priority, properties.Type, properties.AppId, properties.ReplyTo) = (3, "a type", "an application", "somewhere");
        }),
        ["with headers"] = context => SendAsync(context, sending =>
        {
            foreach (var (key, value) in Headers)
                sending.Headers.Set(key, value);
        }),
        ["raw with headers"] = context => SendAsync(context, sending =>
        {
            Raw(sending, RawSerializerOptions.All);
            foreach (var (key, value) in Headers)
                sending.Headers.Set(key, value);
        }),
    };

    public static TheoryData<string> Kinds => [.. Sends.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_be_what_a_direct_one_is(string kind)
    {
        await using var spy = await GivenSpyAsync();
        var instance = await StartBothAsync(kind);

        await CommandAsync(instance, EchoConsumer.Queue);
        var direct = await spy.NextAsync();
        await CommandAsync(instance, StoringConsumer.Queue);

        (await spy.NextAsync()).ShouldBe(FromTheOther(direct));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Should_be_the_same_when_the_dispatcher_sends_it(string kind)
    {
        await using var spy = await GivenSpyAsync();
        var instance = await StartBothAsync(kind);
        await CommandAsync(instance, EchoConsumer.Queue);
        var direct = await spy.NextAsync();

        instance.Transport.Sending = context =>
            context.DestinationAddress!.AbsolutePath.EndsWith(StoringConsumer.Queue, StringComparison.Ordinal)
                ? Task.CompletedTask
                : throw new TransportException(context.DestinationAddress, "The process that commits sends nothing.");
        await CommandAsync(instance, StoringConsumer.Queue);
        await Eventually.Until(() => instance.Transport.AttemptsAt(_messageId) > 2);
        instance.Transport.Sending = null;

        // The clock stands still, so that the message expires as late as the direct one.
        await Eventually.Until(async () =>
        {
            await ReadAsync(db => db.Outbox.ExecuteUpdateAsync(rows => rows.SetProperty(row => row.NextAttemptAt, Now)));
            instance.WakeUp();
            return (await OutboxAsync()).Count == 0;
        });
        (await spy.NextAsync()).ShouldBe(FromTheOther(direct));
    }

    private static string FromTheOther(string direct) =>
        direct.Replace($"/{EchoConsumer.Queue}", $"/{StoringConsumer.Queue}", StringComparison.Ordinal);

    private static async Task SendAsync(ConsumeContext context, Action<SendContext<Marker>> configure)
    {
        var endpoint = await context.GetSendEndpoint(_destination);
        await endpoint.Send(_marker, sending =>
        {
            sending.MessageId = _messageId;
            configure(sending);
        });
    }

    private static void Raw(SendContext sending, RawSerializerOptions options) =>
        sending.Serializer = new SystemTextJsonRawMessageSerializer(options);

    private static async Task CommandAsync(ServiceInstance instance, string queue)
    {
        var endpoint = await instance.Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(new Echo(_marker.Id), context =>
        {
            context.MessageId = _messageId;
            context.ConversationId = _conversation;
            context.CorrelationId = _initiator;
            context.RequestId = _request;
            context.ResponseAddress = _destination;
        });
    }

    private async Task<WireSpy> GivenSpyAsync()
    {
        var spy = await WireSpy.StartAsync(Database.Broker!);
        await spy.ListenAsync(Spied);
        await spy.ListenAsync($"{typeof(Marker).Namespace}:{nameof(Marker)}");
        return spy;
    }

    private Task<ServiceInstance> StartBothAsync(string kind) => StartAsync(settings => settings with
    {
        Bus = bus =>
        {
            bus.AddConsumer<EchoConsumer>().Endpoint(endpoint => endpoint.Name = EchoConsumer.Queue);
            bus.AddConsumer<StoringConsumer, StoringDefinition>();
        },
        Prepare = hooks => hooks.On<Echo>(visit => Sends[kind](visit.Context)),
    });

    private sealed class StoringConsumer(OrdersDbContext db, Hooks hooks) : IConsumer<Echo>
    {
        public const string Queue = "stored";

        public Task Consume(ConsumeContext<Echo> context) => hooks.ReachedAsync(context, db);
    }

    private sealed class StoringDefinition : ConsumerDefinition<StoringConsumer>
    {
        public StoringDefinition() => EndpointName = StoringConsumer.Queue;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator,
            IConsumerConfigurator<StoringConsumer> consumerConfigurator,
            IRegistrationContext context) =>
            endpointConfigurator.UseEntityFrameworkOutbox<OrdersDbContext>(context);
    }
}
