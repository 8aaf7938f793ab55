using MassTransit;
using Shared;

namespace Feedback.Saga.Queries;

/// <summary>The queue of the queries.</summary>
internal sealed class QueryDefinition<TConsumer, TQuery>() : QueryEndpointDefinition<TConsumer, TQuery>(Queues.Queries)
    where TConsumer : class, IConsumer<TQuery>
    where TQuery : class;
