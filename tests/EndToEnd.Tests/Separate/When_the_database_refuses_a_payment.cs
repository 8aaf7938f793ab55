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

/// <summary>Payments are taken in batches, but one that the database refuses goes to the error queue alone.</summary>
[Collection<SeparateTests>]
public sealed class When_the_database_refuses_a_payment(SeparateSystem system)
{
    private const int Payments = 20;

    [Fact]
    public async Task Should_store_those_that_came_with_it()
    {
        var (contract, refused) = (Contract.New(), Contract.New());
        await RunAsync($"ALTER TABLE feedback.payments ADD CONSTRAINT refuses CHECK (contract_id <> '{refused.ContractId}')");
        try
        {
            await PublishAsync(contract, refused);

            await Eventually.Until(async () => await StoredAsync(contract) == Payments - 1, what: $"{Payments - 1} payments are stored");
            await Eventually.Until(async () => (await system.RejectsAsync()).Count > 0, what: "the other one is in the error queue");
            (await system.RejectsAsync()).ShouldBe(["feedback-payment-made_error: 1"]);
        }
        finally
        {
            await RunAsync("ALTER TABLE feedback.payments DROP CONSTRAINT refuses");
            await system.Broker.Management.PurgeAsync("feedback-payment-made_error");
        }
    }

    private async Task PublishAsync(Contract contract, Contract refused)
    {
        var now = await system.NowAsync();
        await using var broker = await BrokerConnection.OpenAsync(await system.UpstreamAsync("payment-made"));
        await Task.WhenAll(Enumerable.Range(0, Payments).Select(number => broker.PublishAsync(
            "payment-made",
            Encoding.UTF8.GetBytes(UpstreamEvent.PaymentMade(number == 7 ? refused : contract, now.AddMinutes(-number)).ToRawJson()),
            new BasicProperties { ContentType = Attack.RawType })));
    }

    private async Task<long> StoredAsync(Contract contract) =>
        (long)(await RunAsync($"SELECT COUNT(*) FROM feedback.payments WHERE contract_id = '{contract.ContractId}'"))!;

    private async Task<object?> RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(system.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
