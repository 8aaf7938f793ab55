using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of everything that happened to a request, or to a contract and on it, for operators. Exactly one of the two is given. The
/// response is <see cref="Story"/> or <see cref="StoryNotFound"/>.
/// </summary>
[EntityName("get-feedback-story")]
public sealed record GetFeedbackStory
{
    /// <summary>The request.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The contract.</summary>
    public string? ContractId { get; init; }
}

/// <summary>Query of what became of the notices about requests and feedback, for operators. The response is <see cref="Story"/>.</summary>
[EntityName("get-notice-story")]
public sealed record GetNoticeStory
{
    /// <summary>The requests and the feedback, at most <see cref="Story.MaxEntries"/>; those beyond are not looked up.</summary>
    public required IReadOnlyList<Guid> Subjects { get; init; }
}

/// <summary>What happened, and the timers that are set, by time. It holds ids, never names, addresses or texts.</summary>
[EntityName("story")]
public sealed record Story
{
    /// <summary>How many entries a story has at most: the newest.</summary>
    public const int MaxEntries = 500;

    /// <summary>The entries, oldest first.</summary>
    public required IReadOnlyList<StoryItem> Entries { get; init; }

    /// <summary>Whether older entries are left out.</summary>
    public required bool IsShortened { get; init; }

    /// <summary>The requests and the feedback that notices are about.</summary>
    public IReadOnlyList<Guid> Subjects { get; init; } = [];
}

/// <summary>Nothing is known of what was named.</summary>
[EntityName("story-not-found")]
public sealed record StoryNotFound;

/// <summary>Something that happened, or is going to happen.</summary>
public sealed record StoryItem
{
    /// <summary>When it happened, or is due, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, in words with hyphens.</summary>
    public required string What { get; init; }

    /// <summary>The id of what it happened to.</summary>
    public string? Id { get; init; }

    /// <summary>What else is known, such as reasons, policy and facts (R44): a JSON object.</summary>
    public required string Details { get; init; }
}
