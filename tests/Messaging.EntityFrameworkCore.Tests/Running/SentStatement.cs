namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>A statement as it was sent, and the transaction that it was part of.</summary>
internal sealed record SentStatement(string Text, Guid? TransactionId);
