using Contracts.Messages;

namespace Gateway.Shapes;

/// <summary>What became of one notice on one channel.</summary>
internal sealed record DeliveryShape(string Channel, string Notice, string RecipientId, string Status, int Attempts, DateTimeOffset At)
{
    public static DeliveryShape From(DeliveryView delivery) => new(
        delivery.Channel,
        delivery.Notice,
        delivery.RecipientId,
        delivery.Status,
        delivery.Attempts,
        delivery.At);
}
