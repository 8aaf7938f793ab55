namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>A message that leaves with a commit.</summary>
/// <param name="Row">The message.</param>
/// <param name="IsStored">
/// Whether the commit wrote its row. A response has none as long as whoever handles its request may still send it.
/// </param>
internal readonly record struct LeavingMessage(OutboxMessage Row, bool IsStored);
