using System.IO.Compression;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Contracts;

/// <summary>As publishers outside .NET send them: a JSON object, camelCase, without MassTransit's envelope.</summary>
public sealed class When_upstream_events_come_as_raw_json
{
    private const string Ended = """{ "eventId": "e-1", "contractId": "contract-1", "endedAt": "2026-01-01T09:30:00Z" }""";
    private const string Json = "application/json";

    public static TheoryData<byte[], string, string> Unreadable => new()
    {
        { Compressed(Ended), Json, "gzip" },
        { [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Ended)], Json, "UTF-16" },
        { Encoding.Unicode.GetBytes(Ended), Json, "UTF-16" },
        { Encoding.BigEndianUnicode.GetBytes(Ended), Json, "UTF-16" },
        { Encoding.UTF8.GetBytes(Ended), "application/json; charset=iso-8859-1", "iso-8859-1" },
        { Encoding.UTF8.GetBytes(Ended), "application/json; charset=\"\u001b[2J\"", "character set" },
        { Encoding.UTF8.GetBytes(Ended), "text/plain", "text/plain" },
    };

    [Fact]
    public async Task Should_take_them_beside_the_envelope()
    {
        await using var service = await SagaService.StartAsync();

        var started = await SendAsync(service, Queues.ContractStarted, """
            { "eventId": "e-1", "contractId": "contract-1", "clientId": "client-1", "freelancerId": "freelancer-1",
              "title": "Landing page", "startedAt": "2026-01-01T09:30:00Z" }
            """);
        var paid = await SendAsync(service, Queues.PaymentMade, """
            { "eventId": "e-2", "paymentId": "p-1", "contractId": "contract-1", "amount": 99.5, "currency": "EUR",
              "paidAt": "2026-02-27T23:00:00+01:00" }
            """);
        await service.Harness.ConsumedAsync(started);
        await service.Harness.ConsumedAsync(paid);
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-20)));

        var contract = await service.ReadAsync(db => db.Contracts.SingleAsync());
        contract.StartedAt.ShouldBe(new DateTimeOffset(2026, 1, 1, 9, 30, 0, TimeSpan.Zero));
        contract.LastPaymentAt.ShouldBe(new DateTimeOffset(2026, 2, 27, 22, 0, 0, TimeSpan.Zero));
        contract.AgencyId.ShouldBeNull();
    }

    [Fact]
    public async Task Should_put_aside_what_lacks_a_member()
    {
        await using var service = await SagaService.StartAsync();

        await SendAsync(service, Queues.ContractEnded, """{ "eventId": "e-1", "endedAt": "2026-01-01T09:30:00Z" }""");

        (await service.ReceiveFaultAsync()).Exceptions.ShouldContain(
            exception => exception.Message.Contains("contractId", StringComparison.Ordinal));
    }

    /// <summary>What a publisher has to change, as the HTTP door says it.</summary>
    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task R46_Should_name_what_a_body_is_that_is_not_read(byte[] body, string contentType, string named)
    {
        await using var service = await SagaService.StartAsync();

        await SendAsync(service, Queues.ContractEnded, body, contentType);

        var reason = (await service.ReceiveFaultAsync()).Exceptions[0].Message;
        reason.ShouldContain(named);
        reason.ShouldNotContain('\u001b');
    }

    [Fact]
    public async Task R45_Should_put_aside_an_id_that_nobody_may_have()
    {
        await using var service = await SagaService.StartAsync();
        foreach (var id in RefusedIds.All)
        {
            await service.Harness.ConsumedAsync(await SendAsync(service, Queues.ContractEnded, $$"""
                { "eventId": "e-1", "contractId": {{JsonSerializer.Serialize(id)}}, "endedAt": "2026-01-01T09:30:00Z" }
                """));
            (await service.FaultAsync()).GetBaseException().ShouldBeOfType<MalformedUpstreamEventException>().Member.ShouldBe("contractId");
        }

        (await service.ReadAsync(db => db.Contracts.AnyAsync())).ShouldBeFalse();
    }

    private static byte[] Compressed(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(text));

        return compressed.ToArray();
    }

    private static Task<Guid> SendAsync(SagaService service, string queue, string json) =>
        SendAsync(service, queue, Encoding.UTF8.GetBytes(json), Json);

    private static async Task<Guid> SendAsync(SagaService service, string queue, byte[] body, string contentType)
    {
        var id = Guid.CreateVersion7();
        var endpoint = await service.Harness.Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(new Body(), context =>
        {
            context.MessageId = id;
            context.Serializer = new RawBody(body, contentType);
        });
        return id;
    }

    private sealed record Body;

    private sealed class RawBody(byte[] body, string contentType) : IMessageSerializer
    {
        public ContentType ContentType { get; } = new(contentType);

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class =>
            new BytesMessageBody(body);
    }
}
