namespace Feedback.Saga.Eligibility;

/// <summary>
/// The lengths and weights of the rules, from <c>Feedback:Policy</c>. Every decision stores them as they were (R44).
/// </summary>
internal sealed class FeedbackPolicyOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Policy";

    /// <summary>The operator's name for these settings, stored with every decision.</summary>
    public string Version { get; set; } = "1";

    /// <summary>How old a contract has to be (R2).</summary>
    public TimeSpan MinimumContractAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How recent the client's last payment has to be (R3).</summary>
    public TimeSpan PaymentWindow { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long after feedback the next may be asked for or given (R4).</summary>
    public TimeSpan FeedbackInterval { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the client has to answer a request (R10).</summary>
    public TimeSpan RequestWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>When a waiting request is brought to mind, counted from its making; none means never (R16).</summary>
    public TimeSpan? ReminderAfter { get; set; }

    /// <summary>The longest comment, in Unicode characters (R21).</summary>
    public int CommentMaxLength { get; set; } = 5000;

    /// <summary>The longest note of a freelancer to the client, in Unicode characters.</summary>
    public int MessageMaxLength { get; set; } = 1000;

    /// <summary>What each rating counts in the score (R22).</summary>
    public RatingWeights Weights { get; set; } = new();
}
