namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>A failure that the endpoints retry at once, three times.</summary>
internal sealed class PassingTroubleException(string message) : Exception(message);
