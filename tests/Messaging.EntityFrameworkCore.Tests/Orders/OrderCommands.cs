namespace Messaging.EntityFrameworkCore.Tests.Orders;

public sealed record PlaceOrder(Guid OrderId, string Customer, DateTimeOffset PaymentDueAt);

public sealed record AddItem(Guid OrderId);

public sealed record PostponePayment(Guid OrderId, DateTimeOffset PaymentDueAt);

public sealed record PayOrder(Guid OrderId);

public sealed record CloseOrder(Guid OrderId);

/// <summary>The command that the state machine also handles for an order that does not exist.</summary>
public sealed record CancelOrder(Guid OrderId);

/// <summary>Goes to every order of the customer.</summary>
public sealed record RemindCustomer(string Customer);

/// <summary>A message whose decision depends on an article of the stock. The row of the article is locked first.</summary>
public interface IOnArticle
{
    string Article { get; }
}

public sealed record ReserveArticle(Guid OrderId, string Article) : IOnArticle;

/// <summary>A message for the order that took the last article. Only the row of the article has the id of that order.</summary>
public sealed record RecallArticle(Guid RecallId, string Article);

/// <summary>For an earlier order of the article, then for the order that took the last one.</summary>
public sealed record RecallArticleFromBoth(Guid Earlier, string Article);

/// <summary>The timer of an order.</summary>
public sealed record PaymentDue(Guid OrderId);
