using Contracts.Messages;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Problems;

/// <summary>A refusal by the rules of feedback.</summary>
internal sealed class RefusedProblem : ProblemDetails
{
    /// <summary>Every reason that holds.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }
}

/// <summary>Why something is not allowed now.</summary>
/// <param name="Code">The reason, stable.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="EndsAt">The first instant at which it stops holding, where that can be known.</param>
internal sealed record Reason(string Code, string Detail, DateTimeOffset? EndsAt)
{
    public static IReadOnlyList<Reason> From(IEnumerable<RefusalReason> reasons) =>
        [.. reasons.Select(reason => new Reason(reason.Code, reason.Detail, reason.EndsAt))];
}
