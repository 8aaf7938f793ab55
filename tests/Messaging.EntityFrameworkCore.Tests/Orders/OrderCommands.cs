namespace Messaging.EntityFrameworkCore.Tests.Orders;

public sealed record PlaceOrder(Guid OrderId, string Customer, DateTimeOffset PaymentDueAt);

public sealed record AddItem(Guid OrderId);

public sealed record PostponePayment(Guid OrderId, DateTimeOffset PaymentDueAt);

public sealed record PayOrder(Guid OrderId);

public sealed record CloseOrder(Guid OrderId);

/// <summary>The only command that is welcome for an order that does not exist.</summary>
public sealed record CancelOrder(Guid OrderId);

/// <summary>Goes to every order of the customer.</summary>
public sealed record RemindCustomer(string Customer);

/// <summary>A decision on an article of the stock, whose row it locks first.</summary>
public interface IOnArticle
{
    string Article { get; }
}

public sealed record ReserveArticle(Guid OrderId, string Article) : IOnArticle;

/// <summary>For the order that took the last one of the article, which only the article's row knows.</summary>
public sealed record RecallArticle(Guid RecallId, string Article);

/// <summary>The timer of an order.</summary>
public sealed record PaymentDue(Guid OrderId);
