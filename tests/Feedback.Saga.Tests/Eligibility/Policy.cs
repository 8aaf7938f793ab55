using Feedback.Saga.Eligibility;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Tests.Eligibility;

/// <summary>The policy with its default lengths, and facts on which everything is allowed.</summary>
internal static class Policy
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The least step that is distinguished.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMicroseconds(1);

    public static readonly TimeSpan ThirtyDays = TimeSpan.FromHours(30 * 24);

    public static EligibilityPolicy Default { get; } = With(new FeedbackPolicyOptions());

    public static ContractFacts Eligible { get; } = new()
    {
        At = Now,
        StartedAt = Now.AddDays(-100),
        LastPaymentAt = Now.AddDays(-10),
        LastFeedbackAt = Now.AddDays(-40),
        InRollout = true,
    };

    public static EligibilityPolicy With(FeedbackPolicyOptions options) => new(Options.Create(options));

    public static IReadOnlyList<string> CodesAgainstRequesting(ContractFacts facts) =>
        [.. Default.AgainstRequesting(facts).Select(reason => reason.Code)];

    public static IReadOnlyList<string> CodesAgainstProviding(ContractFacts facts) =>
        [.. Default.AgainstProviding(facts).Select(reason => reason.Code)];

    public static LatestRequest Waiting(DateTimeOffset requestedAt) => new()
    {
        RequestId = Guid.CreateVersion7(),
        RequestedAt = requestedAt,
        ExpiresAt = requestedAt.AddDays(14),
    };
}
