using System.Text.Encodings.Web;
using System.Text.Json;
using Contracts.Messages;
using Feedback.Saga;
using Host.Transport;
using MassTransit;
using Notifications;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;

namespace Host.Tests.Transport;

/// <summary>
/// deploy/rabbitmq/definitions.json gives each account exactly what it needs of the topology that <c>migrate</c> declares, under its own
/// account. The end-to-end tests show that this is enough.
/// </summary>
public sealed class When_the_broker_accounts_are_shipped : IAsyncLifetime
{
    private const string Temporary = "gateway-(in-app|responses)-[0-9a-f]{32}";

    /// <summary>Notifications hands an erasure on with the name and the address that only it knows.</summary>
    private const string ErasuresOfFeedback = "feedback-user-erased";

    private const string HandedOverTo = "upstream-end-of-contract-feedback";

    private static readonly JsonSerializerOptions _readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] _commands = ["decline-feedback-request", "provide-feedback", "request-feedback"];
    private static readonly string[] _sagaCommands = ["close-feedback-request", "look-for-signals"];

    private readonly RabbitMqVirtualHost _broker = new();
    private readonly TemporaryFolder _folder = new("accounts");

    public ValueTask InitializeAsync() => _broker.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_give_each_what_it_needs_of_the_topology_and_no_more()
    {
        await MigrateAsync(await _broker.AddressOfAsync(new BrokerAccount(BrokerAccount.Migrate, "", ".*", ".*", ".*")));
        var exchanges = (await _broker.Management.ExchangesAsync()).Keys;
        var queries = new List<string>();
        foreach (var queue in Topology.QueryQueues)
            queries.AddRange(await _broker.Management.SourcesOfAsync(queue));

        var queuesOfAll = WithEnds(Topology.Queues);
        var sources = (await _broker.Management.BindingsAsync()).Select(binding => binding.Split(' ')[0]).ToHashSet();
        AccountsShouldBe(
        [
            new(
                BrokerAccount.Migrate,
                "",
                Pattern([queuesOfAll, .. exchanges.Where(exchange => !IsOfQueue(exchange))]),
                Pattern(queuesOfAll),
                Pattern([queuesOfAll, .. sources.Where(exchange => !IsOfQueue(exchange))])),

            // A service moves what failed of its own back to its queues for operators, through their exchanges.
            new(
                BrokerAccount.Saga,
                "",
                Pattern(),
                Pattern(
                    [.. Exchanges(FeedbackSagaRegistration.PublishedMessages), .. _sagaCommands, ResponseQueues.Exchange,
                        WithEnds(FeedbackSagaRegistration.Queues)]),
                Pattern(WithErrors(FeedbackSagaRegistration.Queues))),
            new(
                BrokerAccount.Notifications,
                "",
                Pattern(),
                Pattern(
                    [.. Exchanges(NotificationsRegistration.PublishedMessages), ErasuresOfFeedback, ResponseQueues.Exchange,
                        WithEnds(NotificationsRegistration.Queues)]),
                Pattern(WithErrors(NotificationsRegistration.Queues))),
            new(
                BrokerAccount.Gateway,
                "management",
                Pattern(Temporary),
                Pattern([.. Exchanges(UpstreamMessages.All), .. _commands, .. queries, ResponseQueues.Exchange, Temporary]),
                Pattern(["in-app-message-delivered", ResponseQueues.Exchange, Temporary])),
            // It moves what failed back, through the exchanges of the queues.
            new(BrokerAccount.Ops, "monitoring", Pattern(), Pattern([.. Topology.Queues]), Pattern(EndsOf(Topology.Queues))),
            Upstream("contracts", typeof(ContractStarted), typeof(ContractEnded)),
            Upstream("payments", typeof(PaymentMade), typeof(PaymentReversed)),
            Upstream("profiles", typeof(UserProfileChanged), typeof(UserErased)),

            // It also listens to what is handed over, in a queue of its own, which has the name of the account.
            new(
                HandedOverTo,
                "",
                Pattern(HandedOverTo),
                Pattern([.. Exchanges([typeof(EndOfContractFeedbackGiven)]), HandedOverTo]),
                Pattern([.. Exchanges([typeof(MidContractFeedbackHandedOver)]), HandedOverTo])),
        ]);
    }

    [Fact]
    public async Task Should_let_migrate_declare_all_of_it()
    {
        await MigrateAsync(await _broker.AddressOfAsync(BrokerAccount.Of(BrokerAccount.Migrate)));

        await MigrateAsync(await _broker.AddressOfAsync(BrokerAccount.Of(BrokerAccount.Migrate)));
    }

    /// <summary>The failure shows the accounts as they belong into the file.</summary>
    private static void AccountsShouldBe(BrokerAccount[] expected) =>
        BrokerAccount.All.SequenceEqual(expected).ShouldBeTrue(JsonSerializer.Serialize(expected, _readable));

    private static BrokerAccount Upstream(string system, params Type[] messages) =>
        new($"upstream-{system}", "", Pattern(), Pattern([.. Exchanges(messages)]), Pattern());

    private static string WithEnds(IEnumerable<string> queues) => $"{OneOf(queues)}(_error|_skipped)?";

    private static string WithErrors(IEnumerable<string> queues) => $"{OneOf(queues)}(_error)?";

    private static string EndsOf(IEnumerable<string> queues) => $"{OneOf(queues)}_(error|skipped)";

    private static bool IsOfQueue(string exchange) =>
        Topology.Queues.Any(queue => exchange == queue || exchange.StartsWith($"{queue}_", StringComparison.Ordinal));

    private static IEnumerable<string> Exchanges(IEnumerable<Type> messages) =>
        messages.Select(message => message.GetCustomAttributes(false).OfType<EntityNameAttribute>().Single().EntityName);

    private static string Pattern(params string[] names) =>
        names.Length == 0 ? "^$" : $"^{OneOf(names)}$";

    private static string OneOf(IEnumerable<string> names) => $"({string.Join('|', names.Order(StringComparer.Ordinal))})";

    private async Task MigrateAsync(RabbitMqAddress address)
    {
        var (exitCode, log) = await ServiceProcess.RunAsync(["migrate"], new Dictionary<string, string>(address.ToEnvironment())
        {
            ["ConnectionStrings__Feedback"] = $"Data Source={_folder.Path("feedback.db")}",
            ["ConnectionStrings__Notifications"] = $"Data Source={_folder.Path("notifications.db")}",
        });

        exitCode.ShouldBe(0, log);
    }
}
