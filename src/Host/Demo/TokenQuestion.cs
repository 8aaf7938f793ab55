namespace Host.Demo;

/// <summary>Who wants to be signed in, with which roles.</summary>
internal sealed record TokenQuestion(string? Sub, IReadOnlyList<string>? Roles);
