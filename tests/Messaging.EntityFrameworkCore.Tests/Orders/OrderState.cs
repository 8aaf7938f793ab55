using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

public sealed class OrderState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public string Customer { get; set; } = "";

    public DateTimeOffset PaymentDueAt { get; set; }

    public Guid? PaymentTimerId { get; set; }

    public int Items { get; set; }

    /// <summary>How often the order was placed again.</summary>
    public int Duplicates { get; set; }

    public int Reminders { get; set; }
}
