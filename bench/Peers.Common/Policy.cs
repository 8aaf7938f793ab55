using System.Text.Json;

namespace Peers.Common;

/// <summary>The product's rules with their default lengths. It judges on facts alone, and is stored with each decision as JSON.</summary>
public sealed record Policy
{
    /// <summary>The policy in force.</summary>
    public static Policy Current { get; } = new();

    /// <summary>The policy in force as it is stored.</summary>
    public static string Json { get; } = JsonSerializer.Serialize(Current, DecisionJson.Default.Policy);

    public string Version { get; } = "1";

    public TimeSpan MinimumContractAge { get; } = TimeSpan.FromDays(30);

    public TimeSpan PaymentWindow { get; } = TimeSpan.FromDays(30);

    public TimeSpan FeedbackInterval { get; } = TimeSpan.FromDays(30);

    public TimeSpan RequestWindow { get; } = TimeSpan.FromDays(14);

    public TimeSpan? ReminderAfter { get; }

    public bool AllowNotNow { get; }

    public TimeSpan LongestAskAgain { get; } = TimeSpan.FromDays(60);

    public int CommentMaxLength { get; } = 5000;

    public int MessageMaxLength { get; } = 1000;

    public Ratings Weights { get; } = new(1, 1, 1, 1, 1, 1);

    /// <summary>The reasons against a request; none when it is allowed.</summary>
    public IReadOnlyList<string> AgainstRequesting(Facts facts) => Holding(
        ("contract-ended", facts.EndedAt <= facts.At),
        ("contract-too-young", facts.At < facts.StartedAt + MinimumContractAge),
        ("no-recent-payment", !(facts.LastPaymentAt <= facts.At && facts.At <= facts.LastPaymentAt + PaymentWindow)),
        ("recent-feedback", facts.At < facts.LastFeedbackAt + FeedbackInterval),
        ("not-in-rollout", !facts.InRollout),
        ("request-pending", facts.Request is { } request && facts.At < (request.EndedAt ?? request.ExpiresAt)),
        ("asked-for-later", facts.At < facts.Request?.AskAgainFrom));

    /// <summary>The reasons against the answer to the request that waits; none when it is allowed.</summary>
    public IReadOnlyList<string> AgainstAnswering(Facts facts) => Holding(
        ("contract-ended", facts.EndedAt <= facts.At),
        ("request-not-pending", facts.Request is not { EndedAt: null } request || facts.At >= request.ExpiresAt));

    private static List<string> Holding(params ReadOnlySpan<(string Reason, bool Holds)> reasons)
    {
        var holding = new List<string>();
        foreach (var (reason, holds) in reasons)
        {
            if (holds)
                holding.Add(reason);
        }

        return holding;
    }
}
