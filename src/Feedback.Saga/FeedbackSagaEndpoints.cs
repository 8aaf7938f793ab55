using Contracts.Messages;
using Feedback.Saga.Facts;
using Feedback.Saga.History;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using MassTransit;
using Messaging.EntityFrameworkCore;

namespace Feedback.Saga;

/// <summary>Adds the saga service's queues to a bus.</summary>
public static class FeedbackSagaEndpoints
{
    /// <summary>
    /// Adds the consumers of upstream messages, the saga of feedback requests, the queries, and the outbox that what they
    /// publish leaves by. Needs <see cref="FeedbackSagaServices.AddFeedbackSaga"/>.
    /// </summary>
    public static void AddFeedbackSagaEndpoints(this IBusRegistrationConfigurator bus)
    {
        bus.AddEntityFrameworkOutbox<FeedbackDbContext>();

        bus.AddConsumer<ContractStartedConsumer, ContractStartedDefinition>();
        bus.AddConsumer<ContractEndedConsumer, ContractEndedDefinition>();
        bus.AddConsumer<PaymentMadeConsumer, PaymentMadeDefinition>();
        bus.AddConsumer<PaymentReversedConsumer, PaymentReversedDefinition>();
        bus.AddConsumer<EndOfContractFeedbackGivenConsumer, EndOfContractFeedbackGivenDefinition>();

        bus.AddSagaStateMachine<FeedbackRequestStateMachine, FeedbackRequestState, FeedbackRequestDefinition>()
            .EntityFrameworkRepository(repository =>
            {
                repository.ExistingDbContext<FeedbackDbContext>();
                repository.LockAndFind<FeedbackDbContext, RequestFeedback>((db, ask, token) => db.LockForAskAsync(ask, token));
                repository.LockAndFind<FeedbackDbContext, ProvideFeedback>((db, give, token) => db.LockForGivingAsync(give, token));
                repository.LockFirst<FeedbackDbContext, CloseFeedbackRequest>((db, close, token) => db.LockContractAndRequestAsync(close.ContractId, token));
                repository.LockFirst<FeedbackDbContext, FeedbackRequestExpiryDue>((db, due, token) => db.LockContractAndRequestAsync(due.ContractId, token));
                repository.LockFirst<FeedbackDbContext, FeedbackRequestReminderDue>((db, due, token) => db.LockContractAndRequestAsync(due.ContractId, token));
            });

        bus.AddConsumer<GetFeedbackTabConsumer, QueryDefinition<GetFeedbackTabConsumer>>();
        bus.AddConsumer<GetMyContractsConsumer, QueryDefinition<GetMyContractsConsumer>>();
        bus.AddConsumer<GetWorkHistoryConsumer, QueryDefinition<GetWorkHistoryConsumer>>();
        bus.AddConsumer<GetFeedbackConsumer, QueryDefinition<GetFeedbackConsumer>>();
        bus.AddConsumer<GetFeedbackRequestConsumer, QueryDefinition<GetFeedbackRequestConsumer>>();
        bus.AddConsumer<GetFeedbackOverviewConsumer, QueryDefinition<GetFeedbackOverviewConsumer>>();
    }
}
