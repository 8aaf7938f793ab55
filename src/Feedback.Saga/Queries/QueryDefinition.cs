using Feedback.Saga.Persistence;
using MassTransit;
using Shared;

namespace Feedback.Saga.Queries;

/// <summary>The queue of the queries.</summary>
internal sealed class QueryDefinition<TConsumer, TQuery>() : QueryEndpointDefinition<TConsumer, TQuery>(Queues.Queries)
    where TConsumer : class, IConsumer<TQuery>
    where TQuery : class;

/// <summary>The queue of the queries, for commands of operators: each transaction in them is tried again by itself.</summary>
internal sealed class OperatorCommandDefinition<TConsumer, TCommand>()
    : CommandEndpointDefinition<FeedbackDbContext, TConsumer, TCommand>(Queues.Queries)
    where TConsumer : class, IConsumer<TCommand>
    where TCommand : class;
