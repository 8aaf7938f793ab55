using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Send again the emails that were given up because of us or of nobody (R51), the oldest first, with the <c>Message-ID</c>s that they
/// have. What a mail server refused for good because of the recipient is left. The response is <see cref="DeliveriesReleased"/>.
/// </summary>
[EntityName("release-deliveries")]
public sealed record ReleaseDeliveries
{
    /// <summary>How many emails are released at most, 1 to 100.</summary>
    public required int Limit { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>What was released.</summary>
[EntityName("deliveries-released")]
public sealed record DeliveriesReleased
{
    /// <summary>The number of emails that are sent again.</summary>
    public required int Released { get; init; }

    /// <summary>The number of emails that are not, because they are no longer true (R48) or what they were written from is gone.</summary>
    public required int Refused { get; init; }

    /// <summary>Whether more were given up: the limit was reached.</summary>
    public required bool HasMore { get; init; }
}
