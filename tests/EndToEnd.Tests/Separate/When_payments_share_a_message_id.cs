using System.Text;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Attacks;
using EndToEnd.Tests.Systems;
using Npgsql;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Separate;

/// <summary>Natural keys alone tell payments apart (R40): what the transport calls a message counts for nothing.</summary>
[Collection<SeparateTests>]
public sealed class When_payments_share_a_message_id(SeparateSystem system)
{
    private const int Payments = 50;

    [Theory]
    [InlineData("0198a1b2-0000-7000-8000-000000000001", Attack.RawType)]
    [InlineData("0198a1b2-0000-7000-8000-000000000001", Attack.EnvelopeType)]
    [InlineData("00000000-0000-0000-0000-000000000000", Attack.RawType)]
    [InlineData("00000000-0000-0000-0000-000000000000", Attack.EnvelopeType)]
    [InlineData("not-a-guid", Attack.RawType)]
    [InlineData(null, Attack.RawType)]
    [InlineData(null, Attack.EnvelopeType)]
    public async Task R40_Should_store_each(string? messageId, string contentType)
    {
        var contract = Contract.New();
        var now = await system.NowAsync();
        await using var broker = await BrokerConnection.OpenAsync(await system.UpstreamAsync("payment-made"));

        await Task.WhenAll(Enumerable.Range(0, Payments).Select(number => broker.PublishAsync(
            "payment-made",
            Encoding.UTF8.GetBytes(Body(UpstreamEvent.PaymentMade(contract, now.AddMinutes(-number)), messageId, contentType)),
            new BasicProperties { ContentType = contentType, MessageId = messageId })));

        await Eventually.Until(async () => await StoredAsync(contract) == Payments, what: $"{Payments} payments are stored");
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    private static string Body(UpstreamEvent payment, string? messageId, string contentType) =>
        contentType == Attack.RawType
            ? payment.ToRawJson()
            : $$"""{ "messageId": "{{messageId}}", "message": {{payment.ToRawJson()}} }""";

    private async Task<long> StoredAsync(Contract contract)
    {
        await using var connection = new NpgsqlConnection(system.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM feedback.payments WHERE contract_id = $1";
        command.Parameters.Add(new NpgsqlParameter { Value = contract.ContractId });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
