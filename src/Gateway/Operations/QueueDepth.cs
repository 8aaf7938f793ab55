namespace Gateway.Operations;

/// <summary>How full one queue is.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Messages">Messages in it.</param>
/// <param name="Errors">Messages in its <c>_error</c> queue; null where there is none.</param>
/// <param name="Skipped">Messages in its <c>_skipped</c> queue; null where there is none.</param>
public sealed record QueueDepth(string Queue, long Messages, long? Errors, long? Skipped);
