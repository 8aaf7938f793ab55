using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using RabbitMQ.Client;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Attacks;

/// <summary>
/// What only the product's own processes say to each other, said by a stranger: by an upstream system, or by one who may do everything.
/// </summary>
[Collection<SeparateTests>]
public sealed class When_a_stranger_writes_to_the_services(SeparateSystem system)
{
    private const string Thief = "thief";
    private static readonly string[] _members = ["responseAddress", "faultAddress"];

    public static TheoryData<string> Upstream { get; } = [.. BrokerAccount.Upstream.Select(account => account.Name)];

    private string Address => $"rabbitmq://{system.Broker.Address.Host}:{system.Broker.Address.Port}/{system.Broker.Address.VirtualHost}";

    [Theory]
    [MemberData(nameof(Upstream))]
    public async Task Should_refuse_an_upstream_account_all_but_its_own_exchanges(string name)
    {
        var account = BrokerAccount.Of(name);
        var (exchanges, queues) = (await system.Broker.Management.ExchangesAsync(), await system.Broker.Management.QueuesAsync());
        await using var attacker = await BrokerConnection.OpenAsync(await system.Broker.AddressOfAsync(account));

        (await attacker.IsRefusedAsync(channel => channel.QueueDeclareAsync(Thief, durable: true, exclusive: false, autoDelete: false)))
            .ShouldBeTrue();
        (await attacker.IsRefusedAsync(channel => channel.QueueDeclareAsync(exclusive: true))).ShouldBeTrue();
        (await attacker.IsRefusedAsync(channel => channel.ExchangeDeclareAsync(Thief, ExchangeType.Fanout))).ShouldBeTrue();
        (await attacker.IsRefusedAsync(async channel => await channel.BasicPublishAsync("", "feedback-request", new byte[1])))
            .ShouldBeTrue();

        var open = new List<string>();
        foreach (var exchange in exchanges.Keys)
        {
            if (!await attacker.IsRefusedAsync(async channel => await channel.BasicPublishAsync(exchange, routingKey: "", new byte[1])))
                open.Add(exchange);

            foreach (var own in exchanges.Keys.Where(other => BrokerAccount.UpstreamOfOrNull(other) == account))
                (await attacker.IsRefusedAsync(channel => channel.ExchangeBindAsync(exchange, own, routingKey: ""))).ShouldBeTrue();
        }

        open.ShouldBe(exchanges.Keys.Where(exchange => BrokerAccount.UpstreamOfOrNull(exchange) == account), ignoreOrder: true);
        foreach (var queue in queues.Keys.Where(queue => queue != name))
        {
            (await attacker.IsRefusedAsync(channel => channel.BasicGetAsync(queue, autoAck: true))).ShouldBeTrue(queue);
            (await attacker.IsRefusedAsync(channel => channel.QueuePurgeAsync(queue))).ShouldBeTrue(queue);
            (await attacker.IsRefusedAsync(channel => channel.QueueDeleteAsync(queue))).ShouldBeTrue(queue);
        }

        foreach (var exchange in open)
        {
            await Eventually.Until(
                async () => (await system.RejectsAsync()).Any(reject => reject.Contains(exchange, StringComparison.Ordinal)));
        }

        foreach (var reject in await system.RejectsAsync())
            await system.Broker.Management.PurgeAsync(reject.Split(':')[0]);
    }

    [Theory]
    [MemberData(nameof(Upstream))]
    public async Task Should_let_nothing_of_a_forged_command_event_or_query_in(string name)
    {
        var contract = await system.ContractAsync();
        await using var attacker = await BrokerConnection.OpenAsync(await system.Broker.AddressOfAsync(BrokerAccount.Of(name)));

        foreach (var (exchange, forged) in new[]
        {
            ("request-feedback", Forged.RequestFeedback(contract)),
            ("provide-feedback", Forged.ProvideFeedback(contract)),
            ("decline-feedback-request", Forged.DeclineFeedbackRequest(contract, Guid.CreateVersion7())),
            ("feedback-provided", Forged.FeedbackProvided(contract)),
            ("get-inbox", Forged.GetInbox(contract.ClientId, ("responseAddress", $"{Address}/{Thief}"))),
        })
        {
            var isRefused = await attacker.IsRefusedAsync(async channel =>
                await channel.BasicPublishAsync(exchange, routingKey: "", mandatory: true, forged.Properties, forged.Body));
            isRefused.ShouldBeTrue(exchange);
        }

        // A request of the freelancer's own can only be accepted when no other waits.
        await system.RequestedAsync(contract);
        (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBeEmpty();
        (await system.Api.WorkHistoryAsync(contract.FreelancerId)).Body.ShouldNotContain("Forged.");
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    /// <summary>With every right on the broker: the address alone betrays the stranger.</summary>
    [Fact]
    public async Task R47_Should_send_no_response_to_an_address_that_no_gateway_has_made()
    {
        var contract = await system.ContractAsync();
        await system.RequestedAsync(contract);
        await system.Mail.MailsToAsync(contract.ClientEmail);
        await Eventually.Until(async () => (await system.MessageKindsAsync(contract.ClientId, contract)).Count == 1);
        await using var attacker = await BrokerConnection.OpenAsync(system.Broker.Address);
        await attacker.WithChannelAsync(async channel =>
        {
            await channel.ExchangeDeclareAsync(Thief, ExchangeType.Fanout, durable: true);
            await channel.QueueDeclareAsync(Thief, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(Thief, Thief, routingKey: "");
        });
        var before = await system.Broker.Management.BindingsAsync();

        string[] addresses =
        [
            .. Attack.Addresses(Address),
            $"{Address}/{Thief}",
            $"{Address}/{Thief}?temporary=true",
            $"{Address}/gateway-responses-{Guid.NewGuid():N}",
            $"{Address}/gateway-responses-{Guid.NewGuid():N}?temporary=true&bindexchange={Thief}",
            $"{Address}/gateway-responses-{Guid.NewGuid():N}?bindexchange={Thief}&temporary=true",
            $"{Address}/gateway-responses-{Guid.NewGuid():N}?temporary=true#{Thief}",
            $"{Address}/gateway-responses-{Guid.NewGuid():N}%3Ftemporary=true?temporary=true",
            $"exchange:{Thief}",
            $"topic:{Thief}",
            $"{Address}/amq.rabbitmq.reply-to",
        ];
        var attacks = addresses
            .SelectMany(address => _members.Select(member => Forged.GetInbox(contract.ClientId, (member, address))))
            .Append(Forged.GetInbox(contract.ClientId))
            .ToList();
        foreach (var attack in attacks)
            await attacker.PublishAsync("get-inbox", attack.Body, attack.Properties);

        await Eventually.Until(async () => await system.Broker.Management.DepthAsync("notifications-queries_error") == attacks.Count);
        (await system.Broker.Management.DepthAsync(Thief)).ShouldBe(0);
        (await system.Broker.Management.BindingsAsync()).ShouldBe(before);
        (await system.RejectsAsync()).ShouldBe([$"notifications-queries_error: {attacks.Count}"]);
        await system.Broker.Management.PurgeAsync("notifications-queries_error");
        await attacker.WithChannelAsync(async channel =>
        {
            await channel.QueueDeleteAsync(Thief);
            await channel.ExchangeDeleteAsync(Thief);
        });
    }

    [Fact]
    public async Task R47_Should_decide_nothing_on_a_command_whose_outcome_would_go_to_a_stranger()
    {
        var contract = await system.ContractAsync();
        await using var attacker = await BrokerConnection.OpenAsync(system.Broker.Address);
        var attacks = Attack.Addresses(Address)
            .SelectMany(address => new[]
            {
                ("request-feedback", Forged.RequestFeedback(contract, ("responseAddress", address))),
                ("request-feedback", Forged.RequestFeedback(contract, ("faultAddress", address))),
                ("provide-feedback", Forged.ProvideFeedback(contract, ("responseAddress", address))),
                ("decline-feedback-request",
                    Forged.DeclineFeedbackRequest(contract, Guid.CreateVersion7(), ("responseAddress", address))),
            })
            .ToList();

        foreach (var (exchange, attack) in attacks)
            await attacker.PublishAsync(exchange, attack.Body, attack.Properties);

        await Eventually.Until(async () => await system.Broker.Management.DepthAsync("feedback-request_error") == attacks.Count);
        await system.RequestedAsync(contract);
        (await system.RejectsAsync()).ShouldBe([$"feedback-request_error: {attacks.Count}"]);
        await system.Broker.Management.PurgeAsync("feedback-request_error");
    }
}
