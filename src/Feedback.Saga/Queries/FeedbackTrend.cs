using Feedback.Saga.Contracts;

namespace Feedback.Saga.Queries;

/// <summary>
/// The scores of a contract in their order (R74): of the feedback that the client gave about the freelancer, of both kinds. Feedback whose
/// score the caller does not see leaves no point.
/// </summary>
internal static class FeedbackTrend
{
    /// <param name="contract">The contract.</param>
    /// <param name="feedback">All feedback on it, as the caller sees it.</param>
    public static IReadOnlyList<TrendPoint> Of(Contract contract, IEnumerable<FeedbackView> feedback) =>
    [
        .. feedback
            .Where(one => one.AuthorId == contract.ClientId && one.RecipientId == contract.FreelancerId && one.Score is not null)
            .OrderBy(one => one.ProvidedAt)
            .ThenBy(one => one.FeedbackId, StringComparer.Ordinal)
            .Select(one => new TrendPoint
            {
                Kind = one.Kind,
                At = one.ProvidedAt,
                Score = one.Score!.Value,
                FeedbackId = one.FeedbackId,
                Ratings = one.Ratings,
            }),
    ];
}
