using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Asks the saga service for a public work history, newest contract first (R24, R25). Answered with
/// <see cref="WorkHistory"/> or <see cref="InvalidInput"/> (a cursor that is none of ours).
/// </summary>
[EntityName("get-work-history")]
public sealed record GetWorkHistory
{
    /// <summary>The freelancer or the agency.</summary>
    public required string OwnerId { get; init; }

    /// <summary>True for an agency, whose history never shows mid-contract feedback (R25).</summary>
    public required bool OfAgency { get; init; }

    /// <summary>Contracts per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }
}
