using Contracts.Messages;
using Feedback.Bench.Rows;

namespace Feedback.Bench.Driving;

/// <summary>What the gateway would send for the contract of a number.</summary>
internal static class Commands
{
    private const string Note = "The second milestone is done: a word on how it goes would help.";
    private const string Comment = "Clear about what was possible, on time, and the code reads well. I would hire them again.";

    public static RequestFeedback RequestFeedback(long number) => RequestFeedback(Numbered.Contract(number), Numbered.Freelancer(number));

    public static RequestFeedback RequestFeedback(string contractId, string freelancerId) => new()
    {
        RequestId = Guid.CreateVersion7(),
        ContractId = contractId,
        CallerId = freelancerId,
        Message = Note,
        RequestedAt = Now(),
    };

    public static ProvideFeedback ProvideFeedback(long number) => ProvideFeedback(Numbered.Contract(number), Numbered.Client(number));

    public static ProvideFeedback ProvideFeedback(string contractId, string clientId) => new()
    {
        FeedbackId = Guid.CreateVersion7(),
        ContractId = contractId,
        CallerId = clientId,
        Ratings = new FeedbackRatings { Skills = 5, Quality = 4, Availability = 5, Deadlines = 4, Communication = 5, Cooperation = 5 },
        Comment = Comment,
        SubmittedAt = Now(),
    };

    public static PaymentMade Payment(string contractId, string paymentId) => new()
    {
        EventId = $"event-{paymentId}",
        PaymentId = paymentId,
        ContractId = contractId,
        Amount = 1250,
        Currency = "EUR",
        PaidAt = Now().AddDays(-1),
    };

    /// <summary>The services keep whole microseconds.</summary>
    private static DateTimeOffset Now()
    {
        var now = DateTimeOffset.UtcNow;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
