namespace Crash.Workload;

/// <summary>How an ask or an answer ended, as the one who did it was told.</summary>
internal enum ActResult
{
    /// <summary>201, or an accepting answer over the bus.</summary>
    Accepted,

    /// <summary>409: the rules refused it.</summary>
    Refused,

    /// <summary>404: the contract was not known yet.</summary>
    NotFound,

    /// <summary>Something that no caller should get for this.</summary>
    Unexpected,

    /// <summary>Nobody answered, until the rig gave up.</summary>
    Unanswered,
}

/// <summary>How one act ended.</summary>
/// <param name="Act">What was done.</param>
/// <param name="Result">What the one who did it was told.</param>
/// <param name="Id">The request or the feedback, where accepted.</param>
/// <param name="Detail">What was unexpected.</param>
internal sealed record ActOutcome(Act Act, ActResult Result, Guid? Id, string? Detail = null);
