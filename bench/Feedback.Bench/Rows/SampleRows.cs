namespace Feedback.Bench.Rows;

/// <summary>Rows that the real services wrote, one of each kind; they stay in every database that the bench uses.</summary>
internal sealed record SampleRows
{
    /// <summary>The contract on which no feedback was requested: started 60 days ago, paid yesterday.</summary>
    public const string EligibleContract = "sample-eligible";

    /// <summary>The contract whose request waits.</summary>
    public const string WaitingContract = "sample-waiting";

    public const string AnsweredContract = "sample-answered";

    public const string ExpiredContract = "sample-expired";

    public required FlowSample Request { get; init; }

    public required FlowSample Feedback { get; init; }

    public required FlowSample Expire { get; init; }

    public required NoticeSample Notice { get; init; }
}
