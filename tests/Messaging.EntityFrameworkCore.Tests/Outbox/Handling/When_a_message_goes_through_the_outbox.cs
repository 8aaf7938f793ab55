using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Handling;

/// <summary>The same handler sends the same message once without the outbox and once with it.</summary>
public abstract class When_a_message_goes_through_the_outbox<TDatabase> : Situation<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly Guid _conversation = Guid.CreateVersion7();
    private static readonly Guid _correlation = Guid.CreateVersion7();
    private static readonly Guid _initiator = Guid.CreateVersion7();
    private static readonly Guid _messageId = Guid.CreateVersion7();
    private static readonly Marker _marker = new(Guid.CreateVersion7());

    [Fact]
    public async Task Should_carry_the_ids_of_a_direct_one()
    {
        var (direct, stored) = await SendBothWaysAsync();

        Ids(stored).ShouldBe(Ids(direct));
        stored.MessageId.ShouldBe(_messageId);
        stored.CorrelationId.ShouldBe(_correlation);
        stored.ConversationId.ShouldBe(_conversation);
        stored.InitiatorId.ShouldBe(_initiator);

        static object?[] Ids(ConsumeContext context) =>
            [context.MessageId, context.CorrelationId, context.ConversationId, context.InitiatorId, context.RequestId];
    }

    [Fact]
    public async Task Should_carry_the_headers_of_a_direct_one()
    {
        var (direct, stored) = await SendBothWaysAsync();

        Headers(stored).ShouldBe(Headers(direct));
        Headers(stored).ShouldBe(["text", 7, true, _conversation]);

        static object?[] Headers(ConsumeContext context) =>
        [
            context.Headers.Get<string>("a-text"), context.Headers.Get<int>("a-number"),
            context.Headers.Get<bool>("a-flag"), context.Headers.Get<Guid>("an-id"),
        ];
    }

    /// <summary>For consumers that don't read MassTransit's envelope.</summary>
    [Fact]
    public async Task Should_carry_the_transport_headers_of_a_direct_one()
    {
        var (direct, stored) = await SendBothWaysAsync();

        Headers(stored).ShouldBe(Headers(direct));
        Headers(stored).ShouldContain("a-text=text");

        static string[] Headers(ConsumeContext context) =>
        [
            .. context.ReceiveContext.TransportHeaders.GetAll()
                .Where(header => header.Key.StartsWith('a'))
                .Select(header => $"{header.Key}={header.Value}").Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public async Task Should_carry_the_addresses_of_a_direct_one()
    {
        var (direct, stored) = await SendBothWaysAsync();

        stored.DestinationAddress.ShouldBe(direct.DestinationAddress);
        stored.ResponseAddress.ShouldBe(direct.ResponseAddress);
        stored.FaultAddress.ShouldBe(direct.FaultAddress);
        stored.SourceAddress!.AbsolutePath.ShouldEndWith(NoteDefinition.Queue);
        direct.SourceAddress!.AbsolutePath.ShouldEndWith(EchoConsumer.Queue);
    }

    [Fact]
    public async Task Should_be_of_the_same_types_and_content()
    {
        var (direct, stored) = await SendBothWaysAsync();

        stored.SupportedMessageTypes.ShouldBe(direct.SupportedMessageTypes);
        stored.ReceiveContext.ContentType.ShouldBe(direct.ReceiveContext.ContentType);
        stored.ExpirationTime.HasValue.ShouldBe(direct.ExpirationTime.HasValue);
        stored.SentTime.HasValue.ShouldBeTrue();
        stored.Host.ProcessId.ShouldBe(direct.Host.ProcessId);
    }

    private async Task<(ConsumeContext Direct, ConsumeContext Stored)> SendBothWaysAsync()
    {
        var instance = await StartAsync(settings => settings with
        {
            Bus = bus => bus.AddConsumer<EchoConsumer>().Endpoint(endpoint => endpoint.Name = EchoConsumer.Queue),
        });
        instance.Hooks.On<Echo>(visit => SendAsync(visit.Context));
        instance.Hooks.On<TakeNote>(visit => SendAsync(visit.Context));

        await CommandAsync(instance, EchoConsumer.Queue, new Echo(Guid.CreateVersion7()));
        await Eventually.Until(() => Journal.Of<Marker>().Count == 1);
        await CommandAsync(instance, NoteDefinition.Queue, new TakeNote(Guid.CreateVersion7(), "text"));
        await Eventually.Until(() => Journal.Of<Marker>().Count == 2);

        var arrivals = Journal.ArrivalsOf<Marker>();
        return (arrivals[0].Context, arrivals[1].Context);
    }

    private static Task SendAsync(ConsumeContext context) =>
        context.Send(new Uri($"queue:{JournalDefinition.Queue}"), _marker, sending =>
        {
            sending.MessageId = _messageId;
            sending.CorrelationId = _correlation;
            sending.ResponseAddress = new Uri("queue:responses");
            sending.FaultAddress = new Uri("queue:complaints");
            sending.TimeToLive = TimeSpan.FromHours(1);
            sending.Headers.Set("a-text", "text");
            sending.Headers.Set("a-number", 7);
            sending.Headers.Set("a-flag", true);
            sending.Headers.Set("an-id", _conversation);
        });

    private static async Task CommandAsync<T>(ServiceInstance instance, string queue, T command)
        where T : class
    {
        var endpoint = await instance.Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(command, context =>
        {
            context.ConversationId = _conversation;
            context.CorrelationId = _initiator;
        });
    }
}
