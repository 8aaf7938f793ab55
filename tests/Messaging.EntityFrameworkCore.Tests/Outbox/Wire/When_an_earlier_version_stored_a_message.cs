using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.Running;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Shouldly;
using TestKit;
using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Wire;

/// <summary>
/// A timer may wait through several versions. Its row has neither an id of the message nor properties; its headers are texts.
/// </summary>
public sealed class When_an_earlier_version_stored_a_message : Situation<SqliteTestDatabase>
{
    [Fact]
    public async Task Should_send_it_with_the_id_of_its_row()
    {
        var id = Guid.CreateVersion7();
        await ReadAsync(db =>
        {
            db.Add(new OutboxMessage
            {
                Id = id,
                Position = 0,
                EnqueuedAt = Now,
                DueAt = Now,
                IsTimer = false,
                NextAttemptAt = Now,
                Destination = $"exchange:{JournalDefinition.Queue}",
                MessageType = MessageUrn.ForTypeString<Marker>(),
                ContentType = "application/json",
                Headers = $$"""{"{{MessageHeaders.MessageType}}":"{{MessageUrn.ForTypeString<Marker>()}}","a-number":"7"}""",
                Body = "{}"u8.ToArray(),
            });
            return db.SaveChangesAsync();
        });

        await StartAsync(settings => settings with
        {
            Bus = bus => bus.AddConfigureEndpointsCallback((_, _, endpoint) => endpoint.UseRawJsonDeserializer()),
        });

        await Eventually.Until(async () => Journal.Of<Marker>().Count == 1 && (await OutboxAsync()).Count == 0);
        var arrival = Journal.ArrivalsOf<Marker>().Single();
        arrival.Context.ReceiveContext.GetMessageId().ShouldBe(id);
        arrival.Context.ReceiveContext.TransportHeaders.Get<string>("a-number").ShouldBe("7");
    }
}
