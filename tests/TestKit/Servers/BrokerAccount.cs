using System.Text.Json;
using System.Text.RegularExpressions;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>An account of the broker, with the rights that the project ships in deploy/rabbitmq/definitions.json.</summary>
public sealed record BrokerAccount(string Name, string Tags, string Configure, string Write, string Read)
{
    public const string Migrate = "feedback-migrate";
    public const string Saga = "feedback-saga";
    public const string Notifications = "feedback-notifications";
    public const string Gateway = "feedback-gateway";
    public const string Ops = "feedback-ops";

    /// <summary>All accounts that are shipped.</summary>
    public static IReadOnlyList<BrokerAccount> All { get; } = Load();

    /// <summary>The accounts of upstream systems.</summary>
    public static IReadOnlyList<BrokerAccount> Upstream { get; } =
        [.. All.Where(account => account.Name.StartsWith("upstream-", StringComparison.Ordinal))];

    /// <summary>Its password on test brokers.</summary>
    public string Password => $"password of {Name}";

    public static BrokerAccount Of(string name) => All.Single(account => account.Name == name);

    /// <summary>The account of the process with that one role.</summary>
    public static BrokerAccount OfRole(string role) => Of($"feedback-{role}");

    /// <summary>The account of the upstream system that publishes to that exchange.</summary>
    public static BrokerAccount UpstreamOf(string exchange) =>
        UpstreamOfOrNull(exchange) ?? throw new ArgumentException($"No upstream system publishes to {exchange}.", nameof(exchange));

    public static BrokerAccount? UpstreamOfOrNull(string exchange) =>
        Upstream.SingleOrDefault(account => Regex.IsMatch(exchange, account.Write));

    private static BrokerAccount[] Load()
    {
        using var definitions = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Repository.Root, "deploy", "rabbitmq", "definitions.json")));
        var permissions = definitions.RootElement.GetProperty("permissions").EnumerateArray()
            .ToDictionary(permission => Text(permission, "user"));

        return
        [
            .. definitions.RootElement.GetProperty("users").EnumerateArray().Select(user =>
            {
                var (name, permission) = (Text(user, "name"), permissions[Text(user, "name")]);
                return new BrokerAccount(
                    name, Text(user, "tags"), Text(permission, "configure"), Text(permission, "write"), Text(permission, "read"));
            }),
        ];
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
