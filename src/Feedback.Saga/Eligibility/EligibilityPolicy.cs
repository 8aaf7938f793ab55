using System.Text.Json;
using Feedback.Saga.Commands;
using Microsoft.Extensions.Options;

namespace Feedback.Saga.Eligibility;

/// <summary>
/// Judges on facts alone whether feedback may be requested and provided. It names every reason that holds, each with the first
/// instant at which it stops holding, where that can be known. An empty list means allowed.
/// </summary>
internal sealed class EligibilityPolicy(IOptions<FeedbackPolicyOptions> options)
{
    /// <summary>The lengths and weights in force.</summary>
    public FeedbackPolicyOptions Options => options.Value;

    /// <summary>The lengths and weights in force, as they are stored with every decision (R44).</summary>
    public string Json { get; } = JsonSerializer.Serialize(options.Value, DecisionJson.Default.FeedbackPolicyOptions);

    /// <summary>R1–R4, R7, R8, R14 and R54.</summary>
    public IReadOnlyList<RefusalReason> AgainstRequesting(ContractFacts facts) => Present(
        Ended(facts), TooYoung(facts), NoRecentPayment(facts), RecentFeedback(facts), OutsideRollout(facts), Waiting(facts),
        AskedForLater(facts));

    /// <summary>R1–R4 for unasked feedback; only R1 for the answer to a request (R18).</summary>
    public IReadOnlyList<RefusalReason> AgainstProviding(ContractFacts facts) =>
        AnswersTheRequest(facts)
            ? Present(Ended(facts))
            : Present(Ended(facts), TooYoung(facts), NoRecentPayment(facts), RecentFeedback(facts));

    /// <summary>R53, for the contract's latest request: an earlier one waits no more.</summary>
    public IReadOnlyList<RefusalReason> AgainstDeclining(ContractFacts facts) =>
        Present(Ended(facts), NotPending(facts), NotNowIsOff());

    /// <summary>
    /// Whether feedback of that instant falls within the time that the latest request gave the client (R11, R12). A request
    /// that expired or closed before the answer was handled still kept its promise to the client; one that was answered
    /// already, or followed by feedback, has been used up. One that was declined is over from that instant on (R55).
    /// </summary>
    public static bool AnswersTheRequest(ContractFacts facts) => facts.Request switch
    {
        null => false,
        { EndedAt: null } waiting => facts.At < waiting.ExpiresAt,
        { Answered: true } => false,
        var ended => ended.RequestedAt <= facts.At && facts.At < ended.AnswerableUntil && !(facts.LastFeedbackAt >= ended.RequestedAt),
    };

    private static RefusalReason? Ended(ContractFacts facts) =>
        facts.EndedAt <= facts.At
            ? new RefusalReason { Code = RefusalCodes.ContractEnded, Detail = "The contract has ended." }
            : null;

    private RefusalReason? TooYoung(ContractFacts facts)
    {
        var endsAt = facts.StartedAt + Options.MinimumContractAge;
        return facts.At < endsAt
            ? new RefusalReason
            {
                Code = RefusalCodes.ContractTooYoung,
                Detail = $"The contract started less than {Lengths.SinceInWords(Options.MinimumContractAge)} ago.",
                EndsAt = endsAt,
            }
            : null;
    }

    private RefusalReason? NoRecentPayment(ContractFacts facts) =>
        facts.LastPaymentAt is { } paidAt && paidAt <= facts.At && facts.At <= paidAt + Options.PaymentWindow
            ? null
            : new RefusalReason
            {
                Code = RefusalCodes.NoRecentPayment,
                Detail = $"The client made no payment on this contract in the last {Lengths.SinceInWords(Options.PaymentWindow)}.",
            };

    private RefusalReason? RecentFeedback(ContractFacts facts) =>
        facts.LastFeedbackAt + Options.FeedbackInterval is { } endsAt && facts.At < endsAt
            ? new RefusalReason
            {
                Code = RefusalCodes.RecentFeedback,
                Detail = $"The client gave feedback on this contract in the last {Lengths.SinceInWords(Options.FeedbackInterval)}.",
                EndsAt = endsAt,
            }
            : null;

    private static RefusalReason? OutsideRollout(ContractFacts facts) =>
        facts.InRollout
            ? null
            : new RefusalReason { Code = RefusalCodes.NotInRollout, Detail = "Asking for feedback is not open to this freelancer yet." };

    private static RefusalReason? Waiting(ContractFacts facts) =>
        facts.Request is { } request && facts.At < request.WaitsUntil
            ? new RefusalReason
            {
                Code = RefusalCodes.RequestPending,
                Detail = "A request for feedback already waits for the client.",
                EndsAt = request.WaitsUntil,
            }
            : null;

    private static RefusalReason? AskedForLater(ContractFacts facts) =>
        facts.Request?.AskAgainFrom is { } endsAt && facts.At < endsAt
            ? new RefusalReason
            {
                Code = RefusalCodes.AskedForLater,
                Detail = "The client would rather answer later.",
                EndsAt = endsAt,
            }
            : null;

    private static RefusalReason? NotPending(ContractFacts facts) =>
        facts.Request is { EndedAt: null } request && facts.At < request.ExpiresAt
            ? null
            : new RefusalReason { Code = RefusalCodes.RequestNotPending, Detail = "The request for feedback does not wait." };

    private RefusalReason? NotNowIsOff() =>
        Options.AllowNotNow
            ? null
            : new RefusalReason
            {
                Code = RefusalCodes.NotNowNotAvailable,
                Detail = "Requests can't be declined here; nobody has to answer.",
            };

    private static List<RefusalReason> Present(params ReadOnlySpan<RefusalReason?> candidates)
    {
        var reasons = new List<RefusalReason>();
        foreach (var candidate in candidates)
        {
            if (candidate is not null)
                reasons.Add(candidate);
        }

        return reasons;
    }
}
