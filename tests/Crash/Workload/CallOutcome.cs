namespace Crash.Workload;

/// <summary>How a call ended, as its caller saw it.</summary>
internal enum CallResult
{
    /// <summary>201, or an accepting response over the bus.</summary>
    Accepted,

    /// <summary>409: the rules refused it.</summary>
    Refused,

    /// <summary>404: the contract was not known yet.</summary>
    NotFound,

    /// <summary>Something that no caller should get for this.</summary>
    Unexpected,

    /// <summary>No response came until the rig gave up.</summary>
    NoResponse,
}

/// <summary>How one call ended.</summary>
/// <param name="Step">What was called.</param>
/// <param name="Result">How it ended for the caller.</param>
/// <param name="Id">The request or the feedback, where accepted.</param>
/// <param name="Detail">What was unexpected.</param>
internal sealed record CallOutcome(CommandStep Step, CallResult Result, Guid? Id, string? Detail = null);
