namespace Contracts.Messages;

/// <summary>The kinds of feedback, as they stand on the wire.</summary>
public static class FeedbackKinds
{
    /// <summary>Given while the contract was open.</summary>
    public const string MidContract = "mid-contract";

    /// <summary>Given at the end, in the other system.</summary>
    public const string EndOfContract = "end-of-contract";
}
