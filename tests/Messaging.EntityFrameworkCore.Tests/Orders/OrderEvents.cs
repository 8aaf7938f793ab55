namespace Messaging.EntityFrameworkCore.Tests.Orders;

public sealed record OrderPlaced(Guid OrderId);

public sealed record ItemAdded(Guid OrderId, int Items);

public sealed record OrderPaid(Guid OrderId);

public sealed record OrderOverdue(Guid OrderId);

public sealed record OrderClosed(Guid OrderId);

public sealed record OrderUnknown(Guid OrderId);

public sealed record CustomerReminded(Guid OrderId);

public sealed record ArticleRecalled(Guid OrderId);

/// <summary>The response to <see cref="PlaceOrder"/>.</summary>
public sealed record OrderAccepted(Guid OrderId, bool WasThereAlready);
