namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>Asks a consumer without outbox for the same that a <see cref="TakeNote"/> asks of one with it.</summary>
public sealed record Echo(Guid NoteId);
