using MassTransit;
using Messaging.EntityFrameworkCore.Sagas;
using Messaging.EntityFrameworkCore.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

internal sealed class OrderStateMachine : MassTransitStateMachine<OrderState>
{
    public OrderStateMachine(Hooks hooks)
    {
        InstanceState(order => order.CurrentState);
        Event(() => PlaceOrder, configure => configure.CorrelateById(context => context.Message.OrderId));
        Event(() => AddItem, configure => configure.CorrelateById(context => context.Message.OrderId));
        Event(() => PostponePayment, configure => configure.CorrelateById(context => context.Message.OrderId));
        Event(() => PayOrder, configure => configure.CorrelateById(context => context.Message.OrderId));
        Event(() => CloseOrder, configure => configure.CorrelateById(context => context.Message.OrderId));
        Event(() => ReserveArticle, configure => configure.CorrelateById(context => context.Message.OrderId));
        Event(() => RemindCustomer, configure => configure.CorrelateBy((order, context) => order.Customer == context.Message.Customer));
        Event(() => RecallArticle, configure =>
        {
            configure.CorrelateById(context => context.Message.RecallId);
            configure.OnMissingInstance(missing =>
                missing.ExecuteAsync(context => NoteAsync(context, context.Message.RecallId, "nobody has it")));
        });
        Event(() => RecallArticleFromBoth, configure => configure.CorrelateByLockedRow(message => message.Earlier));
        Event(() => CancelOrder, configure =>
        {
            configure.CorrelateById(context => context.Message.OrderId);
            configure.OnMissingInstance(missing => missing.ExecuteAsync(NoteUnknownOrderAsync));
        });
        Schedule(() => Payment, order => order.PaymentTimerId, payment =>
            payment.Received = received => received.CorrelateById(context => context.Message.OrderId));

        Initially(
            When(PlaceOrder)
                .Then(context => context.Saga.Customer = context.Message.Customer)
                .Then(context => context.Saga.PaymentDueAt = context.Message.PaymentDueAt)
                .Schedule(
                    Payment,
                    context => new PaymentDue(context.Saga.CorrelationId),
                    context => context.Message.PaymentDueAt.UtcDateTime)
                .PublishAsync(context => Task.FromResult(new OrderPlaced(context.Saga.CorrelationId)))
                .ThenAsync(context => AcceptAsync(context, again: false))
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .TransitionTo(Placed),
            When(ReserveArticle)
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .ThenAsync(TakeFromStockAsync)
                .TransitionTo(Placed));

        During(Placed,
            When(PlaceOrder)
                .Then(context => context.Saga.Duplicates++)
                .ThenAsync(context => AcceptAsync(context, again: true)),
            When(AddItem)
                .Then(context => context.Saga.Items++)
                .PublishAsync(context => Task.FromResult(new ItemAdded(context.Saga.CorrelationId, context.Saga.Items)))
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context))),
            When(ReserveArticle)
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .ThenAsync(TakeFromStockAsync),
            When(PostponePayment)
                .Then(context => context.Saga.PaymentDueAt = context.Message.PaymentDueAt)
                .Schedule(
                    Payment,
                    context => new PaymentDue(context.Saga.CorrelationId),
                    context => context.Message.PaymentDueAt.LocalDateTime)
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context))),
            When(PayOrder)
                .Unschedule(Payment)
                .PublishAsync(context => Task.FromResult(new OrderPaid(context.Saga.CorrelationId)))
                .ThenAsync(context => hooks.ReachedAsync(context, DbOf(context)))
                .TransitionTo(Paid),
            When(Payment!.Received)
                .PublishAsync(context => Task.FromResult(new OrderOverdue(context.Saga.CorrelationId)))
                .TransitionTo(Overdue));

        During(Paid,
            When(CloseOrder)
                .PublishAsync(context => Task.FromResult(new OrderClosed(context.Saga.CorrelationId)))
                .Finalize());

        DuringAny(
            When(RemindCustomer)
                .Then(context => context.Saga.Reminders++)
                .PublishAsync(context => Task.FromResult(new CustomerReminded(context.Saga.CorrelationId))),
            When(RecallArticle)
                .PublishAsync(context => Task.FromResult(new ArticleRecalled(context.Saga.CorrelationId))),
            When(RecallArticleFromBoth)
                .PublishAsync(context => Task.FromResult(new ArticleRecalled(context.Saga.CorrelationId))));

        During(Paid, Ignore(Payment.AnyReceived), Ignore(PlaceOrder));
        During(Overdue, Ignore(Payment.AnyReceived), Ignore(PlaceOrder));

        SetCompletedWhenFinalized();
    }

    public State? Placed { get; private set; }

    public State? Paid { get; private set; }

    public State? Overdue { get; private set; }

    public Event<PlaceOrder>? PlaceOrder { get; private set; }

    public Event<AddItem>? AddItem { get; private set; }

    public Event<PostponePayment>? PostponePayment { get; private set; }

    public Event<PayOrder>? PayOrder { get; private set; }

    public Event<CloseOrder>? CloseOrder { get; private set; }

    public Event<CancelOrder>? CancelOrder { get; private set; }

    public Event<RemindCustomer>? RemindCustomer { get; private set; }

    public Event<ReserveArticle>? ReserveArticle { get; private set; }

    public Event<RecallArticle>? RecallArticle { get; private set; }

    public Event<RecallArticleFromBoth>? RecallArticleFromBoth { get; private set; }

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

internal sealed class OrderDefinition : SagaDefinition<OrderState>
{
    public const string Queue = "orders";

    public OrderDefinition(InstanceSettings settings)
    {
        EndpointName = Queue;
        ConcurrentMessageLimit = settings.Concurrency;
    }

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderState> sagaConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<TransientFailureException>();
            retry.Immediate(3);
        });
        endpointConfigurator.UseConflictRetry();
    }
}
