using EndToEnd.Tests.Api;
using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Attacks;

/// <summary>
/// R47: of what an upstream system publishes the body alone is obeyed. Each attack comes from the account of the upstream system, and
/// again from one that may do everything on the broker: then the code alone refuses.
/// </summary>
[Collection<SeparateTests>]
public sealed class When_an_upstream_system_attacks(SeparateSystem system) : IAsyncLifetime
{
    private const string Thief = "thief-of-inboxes";

    private static readonly Dictionary<string, string[]> _queues = new()
    {
        ["contract-started"] = ["feedback-contract-started"],
        ["contract-ended"] = ["feedback-contract-ended"],
        ["payment-made"] = ["feedback-payment-made"],
        ["payment-reversed"] = ["feedback-payment-reversed"],
        ["end-of-contract-feedback-given"] = ["feedback-end-of-contract-feedback-given"],
        ["user-profile-changed"] = ["notifications-user-profile-changed"],
        ["user-erased"] = ["feedback-user-erased", "notifications-user-erased"],
    };

    /// <summary>The ways to the service that holds the inboxes: exchanges with a routing key.</summary>
    private static readonly (string Exchange, string Key)[] _queries =
        [("get-inbox", ""), ("notifications-queries", ""), ("", "notifications-queries")];

    private string _topology = null!;

    public static TheoryData<string> Exchanges { get; } = [.. _queues.Keys];

    public static TheoryData<string, bool> Doors { get; } =
        [.. _queues.Keys.SelectMany(exchange => new[] { (exchange, false), (exchange, true) })];

    private string Address => $"rabbitmq://{system.Broker.Address.Host}:{system.Broker.Address.Port}/{system.Broker.Address.VirtualHost}";

    public async ValueTask InitializeAsync() => _topology = await TopologyAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues.Values.SelectMany(queues => queues))
            await system.Broker.Management.PurgeAsync($"{queue}_error");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task R47_Should_put_what_it_can_not_take_into_the_error_queue_and_obey_nothing_in_it(string exchange, bool isAllPowerful)
    {
        var account = await AccountAsync(exchange, isAllPowerful);
        await using var attacker = await BrokerConnection.OpenAsync(account);
        var attacks = Attack.Unreadable(Address, account.Username).ToList();

        foreach (var attack in attacks)
            await attacker.PublishAsync(exchange, attack.Body, attack.Properties);

        await ErrorsShouldBeAsync(_queues[exchange], attacks.Count);
        (await TopologyAsync()).ShouldBe(_topology);
        (await system.RejectsAsync()).ShouldBe(_queues[exchange].Select(queue => $"{queue}_error: {attacks.Count}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R47_Should_take_a_message_for_its_body_whatever_comes_with_it(bool isAllPowerful)
    {
        var now = await system.NowAsync();
        var contract = Contract.New();
        await AttackAsync(UpstreamEvent.PaymentMade(contract, now.AddDays(-1)), isAllPowerful);
        await AttackAsync(UpstreamEvent.ProfileChanged(contract.ClientId, now.AddDays(-1)), isAllPowerful);
        await AttackAsync(UpstreamEvent.ContractStarted(contract, now.AddDays(-60)), isAllPowerful);
        await AttackAsync(UpstreamEvent.UserErased(Contract.New().ClientId, now), isAllPowerful);

        await system.TabShowsAsync(contract, tab => tab.Member("actions.requestFeedback.allowed").GetBoolean());
        await system.RequestedAsync(contract);
        (await system.Mail.MailsToAsync(contract.ClientEmail)).ShouldHaveSingleItem();
        (await TopologyAsync()).ShouldBe(_topology);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    /// <summary>A malformed profile would bind its exchange to that of a command, which then goes straight in.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R47_Should_give_no_feedback_in_the_clients_name(bool isAllPowerful)
    {
        const string profiles = "user-profile-changed";
        var contract = await system.ContractAsync();
        await using var attacker = await BrokerConnection.OpenAsync(await AccountAsync(profiles, isAllPowerful));
        var bind = Attack.OfEnvelope("bind", "{}", ("faultAddress", $"{Address}/{profiles}?bindexchange=provide-feedback"));
        var forged = Forged.ProvideFeedback(contract);

        await attacker.PublishAsync(profiles, bind.Body, bind.Properties);
        await ErrorsShouldBeAsync(_queues[profiles], 1);
        await attacker.PublishAsync(profiles, forged.Body, forged.Properties);
        await ErrorsShouldBeAsync(_queues[profiles], 2);

        var marker = await system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId, "Mine.");
        var history = await system.Api.WorkHistoryAsync(contract.FreelancerId);
        marker.Status.ShouldBe(System.Net.HttpStatusCode.Created, marker.Body);
        history.Items("items.0.feedback").Count.ShouldBe(1);
        history.Text("items.0.feedback.0.comment").ShouldBe("Mine.");
    }

    /// <summary>The stranger's queue is there already; the account of an upstream system fills it by no way.</summary>
    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task R47_Should_bring_nobodys_inbox_into_a_strangers_queue(string exchange)
    {
        var contract = await system.ContractAsync();
        await system.RequestedAsync(contract);
        await Eventually.Until(async () => (await system.MessageKindsAsync(contract.ClientId, contract)).Count == 1);
        await using var owner = await BrokerConnection.OpenAsync(system.Broker.Address);
        await owner.WithChannelAsync(async channel =>
        {
            await channel.ExchangeDeclareAsync(Thief, ExchangeType.Fanout, durable: true);
            await channel.QueueDeclareAsync(Thief, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(Thief, Thief, routingKey: "");
        });
        await using var attacker = await BrokerConnection.OpenAsync(await system.UpstreamAsync(exchange));
        string[] addresses = [$"{Address}/{Thief}", $"{Address}/{Thief}?temporary=true", $"queue:{Thief}", $"exchange:{Thief}"];

        foreach (var address in addresses)
        {
            var query = Forged.GetInbox(
                contract.ClientId, ("responseAddress", address), ("faultAddress", address), ("sourceAddress", address));
            foreach (var (open, key) in _queries)
            {
                var isRefused = await attacker.IsRefusedAsync(async channel =>
                    await channel.BasicPublishAsync(open, key, mandatory: true, query.Properties, query.Body));
                isRefused.ShouldBeTrue($"{open} {key}");
            }

            await attacker.PublishAsync(exchange, query.Body, query.Properties);
        }

        await ErrorsShouldBeAsync(_queues[exchange], addresses.Length);

        // A later query at the same service.
        (await system.MessageKindsAsync(contract.ClientId, contract)).Count.ShouldBe(1);
        (await system.Broker.Management.DepthAsync(Thief)).ShouldBe(0);
        await owner.WithChannelAsync(async channel =>
        {
            await channel.QueueDeleteAsync(Thief);
            await channel.ExchangeDeleteAsync(Thief);
        });
    }

    private async Task AttackAsync(UpstreamEvent upstream, bool isAllPowerful)
    {
        await using var attacker = await BrokerConnection.OpenAsync(await AccountAsync(upstream.Type, isAllPowerful));
        foreach (var attack in Attack.WellFormed(upstream.ToRawJson(), Address))
            await attacker.PublishAsync(upstream.Type, attack.Body, attack.Properties);
    }

    private async Task<RabbitMqAddress> AccountAsync(string exchange, bool isAllPowerful) =>
        isAllPowerful ? system.Broker.Address : await system.UpstreamAsync(exchange);

    private async Task ErrorsShouldBeAsync(string[] queues, int count)
    {
        foreach (var queue in queues)
        {
            await Eventually.Until(
                async () => await system.Broker.Management.DepthAsync($"{queue}_error") == count, what: $"{queue}_error holds {count}");
        }
    }

    private async Task<string> TopologyAsync()
    {
        var management = system.Broker.Management;
        string[] all =
        [
            .. (await management.ExchangesAsync()).Keys.Order(StringComparer.Ordinal),
            .. (await management.QueuesAsync()).Keys.Order(StringComparer.Ordinal),
            .. await management.BindingsAsync(),
        ];
        return string.Join('\n', all);
    }
}
