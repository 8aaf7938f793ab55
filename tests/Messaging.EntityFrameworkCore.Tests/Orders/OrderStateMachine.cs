using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

internal sealed class OrderStateMachine : MassTransitStateMachine<OrderState>
{
    public OrderStateMachine(Hooks hooks)
    {
        InstanceState(order => order.CurrentState);
        Event(() => Placing, placing => placing.CorrelateById(context => context.Message.OrderId));
        Event(() => Adding, adding => adding.CorrelateById(context => context.Message.OrderId));
        Event(() => Postponing, postponing => postponing.CorrelateById(context => context.Message.OrderId));
        Event(() => Paying, paying => paying.CorrelateById(context => context.Message.OrderId));
        Event(() => Closing, closing => closing.CorrelateById(context => context.Message.OrderId));
        Event(() => Reserving, reserving => reserving.CorrelateById(context => context.Message.OrderId));
        Event(() => Reminding, reminding => reminding.CorrelateBy((order, context) => order.Customer == context.Message.Customer));
        Event(() => Recalling, recalling =>
        {
            recalling.CorrelateById(context => context.Message.RecallId);
            recalling.OnMissingInstance(missing => missing.ExecuteAsync(context => NoteAsync(context, context.Message.RecallId, "nobody has it")));
        });
        Event(() => Cancelling, cancelling =>
        {
            cancelling.CorrelateById(context => context.Message.OrderId);
            cancelling.OnMissingInstance(missing => missing.ExecuteAsync(NoteUnknownOrderAsync));
        });
        Schedule(() => Payment, order => order.PaymentTimerId, payment =>
            payment.Received = received => received.CorrelateById(context => context.Message.OrderId));

        Initially(
            When(Placing)
                .Then(context => context.Saga.Customer = context.Message.Customer)
                .Then(context => context.Saga.PaymentDueAt = context.Message.PaymentDueAt)
                .Schedule(Payment, context => new PaymentDue(context.Saga.CorrelationId), context => context.Message.PaymentDueAt.UtcDateTime)
                .PublishAsync(context => Task.FromResult(new OrderPlaced(context.Saga.CorrelationId)))
                .ThenAsync(context => AcceptAsync(context, again: false))
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .TransitionTo(Placed),
            When(Reserving)
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .ThenAsync(TakeFromStockAsync)
                .TransitionTo(Placed));

        During(Placed,
            When(Placing)
                .Then(context => context.Saga.Duplicates++)
                .ThenAsync(context => AcceptAsync(context, again: true)),
            When(Adding)
                .Then(context => context.Saga.Items++)
                .PublishAsync(context => Task.FromResult(new ItemAdded(context.Saga.CorrelationId, context.Saga.Items)))
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context))),
            When(Reserving)
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .ThenAsync(TakeFromStockAsync),
            When(Postponing)
                .Then(context => context.Saga.PaymentDueAt = context.Message.PaymentDueAt)
                .Schedule(Payment, context => new PaymentDue(context.Saga.CorrelationId), context => context.Message.PaymentDueAt.UtcDateTime)
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context))),
            When(Paying)
                .Unschedule(Payment)
                .PublishAsync(context => Task.FromResult(new OrderPaid(context.Saga.CorrelationId)))
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .TransitionTo(Paid),
            When(Payment!.Received)
                .PublishAsync(context => Task.FromResult(new OrderOverdue(context.Saga.CorrelationId)))
                .TransitionTo(Overdue));

        During(Paid,
            When(Closing)
                .PublishAsync(context => Task.FromResult(new OrderClosed(context.Saga.CorrelationId)))
                .Finalize());

        DuringAny(
            When(Reminding)
                .Then(context => context.Saga.Reminders++)
                .PublishAsync(context => Task.FromResult(new CustomerReminded(context.Saga.CorrelationId))),
            When(Recalling)
                .PublishAsync(context => Task.FromResult(new ArticleRecalled(context.Saga.CorrelationId))));

        During(Paid, Ignore(Payment.AnyReceived), Ignore(Placing));
        During(Overdue, Ignore(Payment.AnyReceived), Ignore(Placing));

        SetCompletedWhenFinalized();
    }

    public State? Placed { get; private set; }

    public State? Paid { get; private set; }

    public State? Overdue { get; private set; }

    public Event<PlaceOrder>? Placing { get; private set; }

    public Event<AddItem>? Adding { get; private set; }

    public Event<PostponePayment>? Postponing { get; private set; }

    public Event<PayOrder>? Paying { get; private set; }

    public Event<CloseOrder>? Closing { get; private set; }

    public Event<CancelOrder>? Cancelling { get; private set; }

    public Event<RemindCustomer>? Reminding { get; private set; }

    public Event<ReserveArticle>? Reserving { get; private set; }

    public Event<RecallArticle>? Recalling { get; private set; }

    public Schedule<OrderState, PaymentDue>? Payment { get; private set; }

    private static OrdersDbContext DbOf(ConsumeContext context) =>
        context.GetPayload<IServiceScope>().ServiceProvider.GetRequiredService<OrdersDbContext>();

    private static Task AcceptAsync(BehaviorContext<OrderState, PlaceOrder> context, bool again) =>
        context.RequestId is null ? Task.CompletedTask : context.RespondAsync(new OrderAccepted(context.Saga.CorrelationId, again));

    private static async Task NoteUnknownOrderAsync(ConsumeContext<CancelOrder> context)
    {
        await NoteAsync(context, context.Message.OrderId, "unknown");
        await context.Publish(new OrderUnknown(context.Message.OrderId));
    }

    private static Task NoteAsync(ConsumeContext context, Guid id, string text)
    {
        DbOf(context).Add(new Note { Id = id, Text = text });
        return Task.CompletedTask;
    }

    private static async Task TakeFromStockAsync(BehaviorContext<OrderState, ReserveArticle> context)
    {
        var article = await DbOf(context).Stock.FindAsync([context.Message.Article], context.CancellationToken);
        article!.Left--;
        article.LastOrder = context.Saga.CorrelationId;
    }
}
