using Contracts.Messages;

namespace Demo.Seeding;

/// <summary>
/// Builds the scenario of one contract: what happened on it, each so long before now. The same messages and commands are
/// sent as at the time, so that every rule is obeyed.
/// </summary>
internal sealed class DemoContract(string contractId, string title, string clientId, string freelancerId, string? agencyId = null)
{
    private readonly List<ScenarioStep> _steps = [];

    public IReadOnlyList<ScenarioStep> Steps => _steps;

    public DemoContract Started(TimeSpan ago) => Upstream(ago, at => new ContractStarted
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
        return Upstream(ago, at => new PaymentMade
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
        return Paid(paidAgo, amount).Upstream(reversedAgo, at => new PaymentReversed
        {
            EventId = $"{paymentId}-reversed",
            PaymentId = paymentId,
            ContractId = contractId,
            ReversedAt = at,
        });
    }

    public DemoContract Requested(TimeSpan ago, string? message = null) =>
        Act(ago, (seeder, patience) => seeder.RequestFeedbackAsync(contractId, freelancerId, seeder.Ago(ago), message, patience));

    public DemoContract Provided(TimeSpan ago, FeedbackRatings ratings, string? comment = null) =>
        Act(ago, (seeder, patience) => seeder.ProvideFeedbackAsync(contractId, clientId, seeder.Ago(ago), ratings, comment, patience));

    /// <summary>The client would rather answer later, from so long after now on.</summary>
    public DemoContract Declined(TimeSpan ago, TimeSpan askAgainIn) =>
        Act(ago, (seeder, patience) =>
            seeder.DeclineRequestAsync(contractId, clientId, seeder.Ago(ago), seeder.Ago(-askAgainIn), patience));

    /// <summary>Nobody did anything until the request expired.</summary>
    public DemoContract Expired(TimeSpan ago) => Act(ago, (_, _) => Task.CompletedTask);

    public DemoContract Ended(TimeSpan ago) => Act(ago, (seeder, patience) => seeder.PublishAsync(
        new ContractEnded
        {
            EventId = $"{contractId}-ended",
            ContractId = contractId,
            EndedAt = seeder.Ago(ago),
        },
        patience));

    public DemoContract EndOfContractFeedback(TimeSpan ago, bool byClient, decimal score, string comment)
    {
        var feedbackId = NextId("end-of-contract");
        return Upstream(ago, at => new EndOfContractFeedbackGiven
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

    private DemoContract Upstream<T>(TimeSpan ago, Func<DateTimeOffset, T> eventAt)
        where T : class =>
        Then(new ScenarioStep(ago, IsUpstream: true, (seeder, patience) => seeder.PublishAsync(eventAt(seeder.Ago(ago)), patience)));

    private DemoContract Act(TimeSpan ago, Func<DemoSeeder, CancellationToken, Task> run) =>
        Then(new ScenarioStep(ago, IsUpstream: false, run));

    private DemoContract Then(ScenarioStep step)
    {
        _steps.Add(step);
        return this;
    }

    /// <summary>The id of what the next step publishes.</summary>
    private string NextId(string what) => $"{contractId}-{what}-{_steps.Count + 1}";
}
