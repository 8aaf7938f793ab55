namespace Messaging.EntityFrameworkCore.Tests.Orders;

public sealed class Note
{
    public required Guid Id { get; init; }

    public required string Text { get; init; }
}

public sealed record TakeNote(Guid NoteId, string Text);

/// <summary>Published when a note was taken.</summary>
public sealed record NoteTaken(Guid NoteId, string Text);

/// <summary>Sent to one queue when a note was taken.</summary>
public sealed record NoteCopied(Guid NoteId);

/// <summary>The response to <see cref="TakeNote"/>.</summary>
public sealed record NoteStored(Guid NoteId, int Attempt);

/// <summary>A message that another publisher sends without the outbox.</summary>
public sealed record Marker(Guid Id);
