using Contracts.Messages;

namespace Host.Demo.Data;

/// <summary>
/// One contract's story: what happened on it, each so long before now. Told by the same messages and commands that would
/// have told it at the time, so that every rule was obeyed.
/// </summary>
internal sealed class DemoContract(string contractId, string title, string clientId, string freelancerId, string? agencyId = null)
{
    private readonly List<DemoStep> _steps = [];

    public IReadOnlyList<DemoStep> Steps => _steps;

    public DemoContract Started(TimeSpan ago) => Fact(ago, at => new ContractStarted
    {
        EventId = $"{contractId}-started",
        ContractId = contractId,
        ClientId = clientId,
        FreelancerId = freelancerId,
        AgencyId = agencyId,
        Title = title,
        StartedAt = at,
    });

    public DemoContract Paid(TimeSpan ago, decimal amount)
    {
        var paymentId = NextId("paid");
        return Fact(ago, at => new PaymentMade
        {
            EventId = paymentId,
            PaymentId = paymentId,
            ContractId = contractId,
            Amount = amount,
            Currency = "USD",
            PaidAt = at,
        });
    }

    public DemoContract PaidAndReversed(TimeSpan paidAgo, TimeSpan reversedAgo, decimal amount)
    {
        var paymentId = NextId("paid");
        return Paid(paidAgo, amount).Fact(reversedAgo, at => new PaymentReversed
        {
            EventId = $"{paymentId}-reversed",
            PaymentId = paymentId,
            ContractId = contractId,
            ReversedAt = at,
        });
    }

    public DemoContract Asked(TimeSpan ago, string? message = null) =>
        Deed(ago, (stage, patience) => stage.AskAsync(contractId, freelancerId, stage.Ago(ago), message, patience));

    public DemoContract Given(TimeSpan ago, FeedbackRatings ratings, string? comment = null) =>
        Deed(ago, (stage, patience) => stage.GiveAsync(contractId, clientId, stage.Ago(ago), ratings, comment, patience));

    /// <summary>Nobody did anything until a request's time was over.</summary>
    public DemoContract Expired(TimeSpan ago) => Deed(ago, (_, _) => Task.CompletedTask);

    public DemoContract Ended(TimeSpan ago) => Deed(ago, (stage, patience) => stage.PublishAsync(
        new ContractEnded
        {
            EventId = $"{contractId}-ended",
            ContractId = contractId,
            EndedAt = stage.Ago(ago),
        },
        patience));

    public DemoContract EndOfContractFeedback(TimeSpan ago, bool byClient, decimal score, string comment)
    {
        var feedbackId = NextId("end-of-contract");
        return Fact(ago, at => new EndOfContractFeedbackGiven
        {
            EventId = feedbackId,
            FeedbackId = feedbackId,
            ContractId = contractId,
            AuthorId = byClient ? clientId : freelancerId,
            RecipientId = byClient ? freelancerId : clientId,
            Score = score,
            Comment = comment,
            GivenAt = at,
        });
    }

    private DemoContract Fact<T>(TimeSpan ago, Func<DateTimeOffset, T> tell)
        where T : class =>
        Then(new DemoStep(ago, IsFact: true, (stage, patience) => stage.PublishAsync(tell(stage.Ago(ago)), patience)));

    private DemoContract Deed(TimeSpan ago, Func<DemoStage, CancellationToken, Task> play) => Then(new DemoStep(ago, IsFact: false, play));

    private DemoContract Then(DemoStep step)
    {
        _steps.Add(step);
        return this;
    }

    /// <summary>The id of what the next step tells.</summary>
    private string NextId(string what) => $"{contractId}-{what}-{_steps.Count + 1}";
}
