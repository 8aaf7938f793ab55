using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of a public work history, newest contract first (R24, R25). The response is
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

/// <summary>A page of a public work history.</summary>
[EntityName("work-history")]
public sealed record WorkHistory
{
    /// <summary>Contracts with their public feedback about the freelancer, newest contract first.</summary>
    public required IReadOnlyList<WorkHistoryItem> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>One contract in a work history.</summary>
public sealed record WorkHistoryItem
{
    /// <summary>The contract.</summary>
    public required ContractView Contract { get; init; }

    /// <summary>Its public feedback, newest first.</summary>
    public required IReadOnlyList<FeedbackView> Feedback { get; init; }
}
