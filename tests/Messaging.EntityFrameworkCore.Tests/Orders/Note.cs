namespace Messaging.EntityFrameworkCore.Tests.Orders;

public sealed class Note
{
    public required Guid Id { get; init; }

    public required string Text { get; init; }
}
