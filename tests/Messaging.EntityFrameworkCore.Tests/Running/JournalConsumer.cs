using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Orders;

namespace Messaging.EntityFrameworkCore.Tests.Running;

internal sealed class JournalConsumer(Journal journal) :
    IConsumer<OrderPlaced>,
    IConsumer<ItemAdded>,
    IConsumer<OrderPaid>,
    IConsumer<OrderOverdue>,
    IConsumer<OrderClosed>,
    IConsumer<OrderUnknown>,
    IConsumer<CustomerReminded>,
    IConsumer<ArticleRecalled>,
    IConsumer<NoteTaken>,
    IConsumer<NoteCopied>,
    IConsumer<Fault<TakeNote>>,
    IConsumer<Marker>
{
    public Task Consume(ConsumeContext<OrderPlaced> context) => AddAsync(context);

    public Task Consume(ConsumeContext<ItemAdded> context) => AddAsync(context);

    public Task Consume(ConsumeContext<OrderPaid> context) => AddAsync(context);

    public Task Consume(ConsumeContext<OrderOverdue> context) => AddAsync(context);

    public Task Consume(ConsumeContext<OrderClosed> context) => AddAsync(context);

    public Task Consume(ConsumeContext<OrderUnknown> context) => AddAsync(context);

    public Task Consume(ConsumeContext<CustomerReminded> context) => AddAsync(context);

    public Task Consume(ConsumeContext<ArticleRecalled> context) => AddAsync(context);

    public Task Consume(ConsumeContext<NoteTaken> context) => AddAsync(context);

    public Task Consume(ConsumeContext<NoteCopied> context) => AddAsync(context);

    public Task Consume(ConsumeContext<Fault<TakeNote>> context) => AddAsync(context);

    public Task Consume(ConsumeContext<Marker> context) => AddAsync(context);

    private Task AddAsync<T>(ConsumeContext<T> context)
        where T : class
    {
        journal.Add(context);
        return Task.CompletedTask;
    }
}

/// <summary>One at a time, so that the journal has the order of the queue.</summary>
internal sealed class JournalDefinition : ConsumerDefinition<JournalConsumer>
{
    public const string Queue = "journal";

    public JournalDefinition()
    {
        EndpointName = Queue;
        ConcurrentMessageLimit = 1;
    }
}
