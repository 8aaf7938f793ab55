namespace Messaging.EntityFrameworkCore.Operations;

/// <summary>Something that happened, or is going to happen, as operators read it. It holds ids, never names, addresses or texts.</summary>
/// <param name="At">When it happened, or is due, in UTC.</param>
/// <param name="What">What happened, in words with hyphens.</param>
/// <param name="Id">The id of what it happened to.</param>
/// <param name="Details">What else is known: texts, numbers, instants, or JSON. Nothing stands for what is null.</param>
public sealed record StoryEntry(DateTimeOffset At, string What, string? Id, IReadOnlyDictionary<string, object?> Details);
