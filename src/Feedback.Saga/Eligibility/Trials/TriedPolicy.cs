using System.Text.Json;
using Feedback.Saga.Commands;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Eligibility.Trials;

/// <summary>A stored policy with other lengths, and what it says about the facts that were stored with it.</summary>
internal sealed class TriedPolicy
{
    private readonly EligibilityPolicy _policy;

    private TriedPolicy(EligibilityPolicy policy) => _policy = policy;

    /// <summary>How long the client would have had to answer.</summary>
    public TimeSpan RequestWindow => _policy.Options.RequestWindow;

    /// <param name="stored">The policy as it was stored with a decision (R44).</param>
    /// <param name="lengths">What is different.</param>
    public static TriedPolicy Of(string stored, TrialLengths lengths)
    {
        var options = JsonSerializer.Deserialize(stored, DecisionJson.Default.FeedbackPolicyOptions)!;
        options.MinimumContractAge = lengths.MinimumContractAge ?? options.MinimumContractAge;
        options.PaymentWindow = lengths.PaymentWindow ?? options.PaymentWindow;
        options.FeedbackInterval = lengths.FeedbackInterval ?? options.FeedbackInterval;
        options.RequestWindow = lengths.RequestWindow ?? options.RequestWindow;
        return new TriedPolicy(new EligibilityPolicy(Options.Create(options)));
    }

    /// <param name="facts">What the request was judged on.</param>
    /// <param name="isRequested">Whether the contract's latest request before would have been made at all.</param>
    public IReadOnlyList<RefusalReason> AgainstRequesting(ContractFacts facts, bool isRequested) =>
        _policy.AgainstRequesting(Seen(facts, isRequested));

    /// <param name="facts">What the feedback was judged on.</param>
    /// <param name="isRequested">Whether the contract's latest request would have been made at all.</param>
    /// <returns>Whether the feedback would have answered that request, and the reasons against it.</returns>
    public (bool Answers, IReadOnlyList<RefusalReason> Reasons) AgainstProviding(ContractFacts facts, bool isRequested)
    {
        var seen = Seen(facts, isRequested);
        return (EligibilityPolicy.AnswersTheRequest(seen), _policy.AgainstProviding(seen));
    }

    /// <summary>The facts as they would have been: the latest request has another expiry, unless something else ended it before.</summary>
    private ContractFacts Seen(ContractFacts facts, bool isRequested)
    {
        if (facts.Request is not { } request || !isRequested)
            return facts with { Request = null };

        var expiresAt = request.RequestedAt + RequestWindow;
        var endedAt = request.EndedAt is { } ended && (ended < request.ExpiresAt || request.Answered) && ended < expiresAt
            ? ended
            : (DateTimeOffset?)null;
        if (endedAt is null && expiresAt <= facts.At)
            endedAt = expiresAt;

        return facts with
        {
            Request = request with
            {
                ExpiresAt = expiresAt,
                EndedAt = endedAt,
                Answered = request.Answered && endedAt == request.EndedAt,
                AskAgainFrom = endedAt == request.EndedAt ? AskAgainFrom(request, expiresAt) : null,
            },
        };
    }

    /// <summary>A client who named no date is asked again when the time of the request is over, whichever that is (R54).</summary>
    private static DateTimeOffset? AskAgainFrom(LatestRequest request, DateTimeOffset expiresAt) =>
        request.AskAgainFrom == request.ExpiresAt ? expiresAt : request.AskAgainFrom;
}
