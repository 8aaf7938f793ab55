namespace Feedback.Saga.Eligibility.Trials;

/// <summary>The lengths of <c>Feedback:Policy</c> that a trial changes. Those without a value stay as they were at each decision.</summary>
public sealed record TrialLengths
{
    /// <summary>How old a contract has to be (R2).</summary>
    public TimeSpan? MinimumContractAge { get; init; }

    /// <summary>How recent the client's last payment has to be (R3).</summary>
    public TimeSpan? PaymentWindow { get; init; }

    /// <summary>How long after feedback the next may be requested or provided (R4).</summary>
    public TimeSpan? FeedbackInterval { get; init; }

    /// <summary>How long the client has to answer a request (R10).</summary>
    public TimeSpan? RequestWindow { get; init; }
}

/// <summary>What was, and what would have been under the policy that is tried.</summary>
/// <param name="Recorded">How often it happened.</param>
/// <param name="Tried">How often it would have happened.</param>
public readonly record struct TrialFigure(long Recorded, long Tried);

/// <summary>What a trial found (R64).</summary>
public sealed record PolicyTrialReport
{
    /// <summary>From when on decisions were judged.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The instant of the trial.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>From when on refusals are still kept: those of before are not counted.</summary>
    public required DateTimeOffset RefusalsSince { get; init; }

    /// <summary>How many decisions were judged.</summary>
    public required long Judged { get; init; }

    /// <summary>How many decisions could not be judged, because their facts were cleared for their age.</summary>
    public required long WithoutFacts { get; init; }

    /// <summary>
    /// Requests: <c>accepted</c>, <c>refused</c>, <c>newly-accepted</c> and <c>newly-refused</c>; and how the accepted ones ended:
    /// <c>answered</c>, <c>expired</c>, <c>closed</c> and so on, <c>pending</c>, or <c>unknown</c> where nobody was asked.
    /// </summary>
    public required IReadOnlyDictionary<string, TrialFigure> Requests { get; init; }

    /// <summary>Refused requests by reason. One may have several.</summary>
    public required IReadOnlyDictionary<string, TrialFigure> RequestRefusals { get; init; }

    /// <summary>Feedback: <c>answers</c> to requests, <c>unasked</c>, and <c>refused</c>.</summary>
    public required IReadOnlyDictionary<string, TrialFigure> Feedback { get; init; }

    /// <summary>Refused feedback by reason. One may have several.</summary>
    public required IReadOnlyDictionary<string, TrialFigure> FeedbackRefusals { get; init; }

    /// <summary>
    /// The emails that the rules call for (R9, R16): one with each request, one with its end, one with unasked feedback. What people turned
    /// off is not known here, and reminders are not counted.
    /// </summary>
    public required TrialFigure Emails { get; init; }
}

/// <summary>Counts outcomes by name, as they were and as they would have been.</summary>
internal sealed class TrialCounts
{
    private readonly SortedDictionary<string, TrialFigure> _figures = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, TrialFigure> Figures => _figures;

    public void Recorded(string outcome) => Add(outcome, new TrialFigure(1, 0));

    public void Tried(string outcome) => Add(outcome, new TrialFigure(0, 1));

    private void Add(string outcome, TrialFigure more)
    {
        var figure = _figures.GetValueOrDefault(outcome);
        _figures[outcome] = new TrialFigure(figure.Recorded + more.Recorded, figure.Tried + more.Tried);
    }
}
