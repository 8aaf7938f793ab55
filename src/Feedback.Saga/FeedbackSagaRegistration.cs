using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Eligibility.Trials;
using Feedback.Saga.Erasure;
using Feedback.Saga.Feedback;
using Feedback.Saga.Moderation;
using Feedback.Saga.Operations;
using Feedback.Saga.Persistence;
using Feedback.Saga.Queries;
using Feedback.Saga.Reconciliation;
using Feedback.Saga.Requests;
using Feedback.Saga.Retention;
using Feedback.Saga.Rollout;
using Feedback.Saga.Signals;
using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Retention;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga;

/// <summary>Adds the saga service to a host and to a bus.</summary>
public static class FeedbackSagaRegistration
{
    /// <summary>The durable queues that the service owns.</summary>
    public static IReadOnlyList<string> Queues => Saga.Queues.All;

    /// <summary>Of those, the queue of queries.</summary>
    public static string QueryQueue => Saga.Queues.Queries;

    /// <summary>How many messages the service handles at once if each endpoint handles <paramref name="perEndpoint"/>.</summary>
    public static int ConcurrentMessages(int perEndpoint) => Queues.Count * perEndpoint;

    /// <summary>The events that the service publishes.</summary>
    public static IReadOnlyList<Type> PublishedMessages { get; } =
    [
        typeof(FeedbackRequested),
        typeof(FeedbackProvided),
        typeof(FeedbackRequestExpired),
        typeof(FeedbackRequestClosed),
        typeof(FeedbackRequestDeclined),
        typeof(FeedbackReminderDue),
        typeof(FeedbackVisibilityChanged),
        typeof(FeedbackReportDecided),
        typeof(MidContractFeedbackHandedOver),
    ];

    /// <summary>
    /// Adds what decides: the policy from <c>Feedback:Policy</c>, the rollout from <c>Feedback:Rollout</c> and the limits from
    /// <c>Feedback:RequestLimits</c>; and what looks for signs of abuse, from <c>Feedback:Signals</c>. All are checked when the host
    /// starts. The host adds the <see cref="FeedbackDbContext"/> and its provider.
    /// </summary>
    public static IServiceCollection AddFeedbackSaga(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddChecked(configuration, FeedbackPolicyOptions.Section, new FeedbackPolicyOptionsValidator());
        services.AddChecked(configuration, RolloutOptions.Section, new RolloutOptionsValidator());
        services.AddChecked(configuration, ClientRequestLimitOptions.Section, new ClientRequestLimitOptionsValidator());
        services.AddChecked(configuration, SignalOptions.Section, new SignalOptionsValidator());
        services.AddChecked(configuration, RetentionOptions.Section, new RetentionOptionsValidator());
        services.AddChecked(
            configuration, ReconciliationOptions.Section, new SweepOptionsValidator<ReconciliationOptions>(ReconciliationOptions.Section));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RolloutInForce>();
        services.AddSingleton<IRolloutOperations, RolloutChanges>();
        services.AddScoped<RolloutReporting>();
        services.AddHostedService<RolloutRefresh>();
        services.AddSingleton<EligibilityPolicy>();
        services.AddSingleton<ClientRequestLimit>();
        services.AddSingleton<FeedbackActionsPolicy>();
        services.AddScoped<ContractFactsReader>();
        services.AddScoped<IdempotencyStore>();
        services.AddScoped<RefusalStore>();
        services.AddScoped<RequestFeedbackHandler>();
        services.AddScoped<ProvideFeedbackHandler>();
        services.AddScoped<DeclineFeedbackRequestHandler>();
        services.AddScoped<ProvideUnaskedFeedbackConsumer>();
        services.AddSingleton<FeedbackReporting>();
        services.AddSingleton<FeedbackModeration>();
        services.AddSingleton<HandOver>();
        services.AddSingleton<PaymentSignals>();
        services.AddSingleton<FeedbackSignals>();
        services.AddSingleton<ClientAccounts>();
        services.AddSingleton<SignalStore>();
        services.AddSingleton<SignalReviews>();
        services.AddScoped<DeclineUnknownRequestConsumer>();
        services.AddScoped<FeedbackRequestExecutor>();
        services.AddScoped<FeedbackReader>();
        services.AddScoped<RequestReader>();
        services.AddScoped<IFeedbackOperations, FeedbackOperations>();
        services.AddSingleton(provider => new PolicyTrial(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<IOptions<RetentionOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FeedbackReconciliation(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<DatabaseClock<FeedbackDbContext>>(),
            provider.GetRequiredService<IOptions<ReconciliationOptions>>(),
            provider.GetRequiredService<HandOver>(),
            provider.GetRequiredService<ILogger<FeedbackReconciliation>>()));
        services.AddSingleton<ReconciliationService>();
        services.AddHostedService(provider => provider.GetRequiredService<ReconciliationService>());
        services.AddRetention(provider => FeedbackRetention.Rules(provider.GetRequiredService<IOptions<RetentionOptions>>().Value));
        services.AddSingleton(provider => new FeedbackErasure(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<HandOver>(),
            provider.GetRequiredService<ILogger<FeedbackErasure>>()));
        services.AddSingleton<ICommitObserver<FeedbackDbContext>, DecisionCounters>();
        services.AddHostedService<WaitingRequestsGauge>();
        return services;
    }

    /// <summary>
    /// Adds the consumers of upstream events, the saga of feedback requests, the queries, and the outbox that messages leave by.
    /// Needs <see cref="AddFeedbackSaga"/>.
    /// </summary>
    public static void AddFeedbackSagaEndpoints(this IBusRegistrationConfigurator bus)
    {
        bus.AddEntityFrameworkOutbox<FeedbackDbContext>();

        bus.AddConsumer<ContractStartedConsumer, ContractStartedConsumerDefinition>();
        bus.AddConsumer<ContractEndedConsumer, ContractEndedConsumerDefinition>();
        bus.AddConsumer<PaymentMadeConsumer, PaymentMadeConsumerDefinition>();
        bus.AddConsumer<PaymentReversedConsumer, PaymentReversedConsumerDefinition>();
        bus.AddConsumer<EndOfContractFeedbackGivenConsumer, EndOfContractFeedbackGivenConsumerDefinition>();
        bus.AddConsumer<UserErasedConsumer, UserErasedConsumerDefinition>();

        // Feedback that nobody requested passes through the saga's queue too: ProvideUnaskedFeedbackConsumer takes it there.
        bus.AddSagaStateMachine<FeedbackRequestStateMachine, FeedbackRequestState, FeedbackRequestDefinition>()
            .EntityFrameworkRepository(repository => repository.CorrelateByContract());

        bus.AddConsumer<GetFeedbackTabConsumer, QueryDefinition<GetFeedbackTabConsumer, GetFeedbackTab>>();
        bus.AddConsumer<GetMyContractsConsumer, QueryDefinition<GetMyContractsConsumer, GetMyContracts>>();
        bus.AddConsumer<GetWorkHistoryConsumer, QueryDefinition<GetWorkHistoryConsumer, GetWorkHistory>>();
        bus.AddConsumer<GetFeedbackConsumer, QueryDefinition<GetFeedbackConsumer, GetFeedback>>();
        bus.AddConsumer<GetMidContractFeedbackConsumer, QueryDefinition<GetMidContractFeedbackConsumer, GetMidContractFeedback>>();
        bus.AddConsumer<GetFeedbackRequestConsumer, QueryDefinition<GetFeedbackRequestConsumer, GetFeedbackRequest>>();
        bus.AddConsumer<
            GetFeedbackRequestStatusesConsumer, QueryDefinition<GetFeedbackRequestStatusesConsumer, GetFeedbackRequestStatuses>>();
        bus.AddConsumer<GetFeedbackOverviewConsumer, QueryDefinition<GetFeedbackOverviewConsumer, GetFeedbackOverview>>();
        bus.AddConsumer<GetFeedbackStoryConsumer, QueryDefinition<GetFeedbackStoryConsumer, GetFeedbackStory>>();
        bus.AddConsumer<ReportFeedbackConsumer, ReportFeedbackConsumerDefinition>();
        bus.AddConsumer<ModerateFeedbackConsumer, OperatorCommandDefinition<ModerateFeedbackConsumer, ModerateFeedback>>();
        bus.AddConsumer<GetFeedbackReportsConsumer, QueryDefinition<GetFeedbackReportsConsumer, GetFeedbackReports>>();
        bus.AddConsumer<SignalsConsumer, SignalsConsumerDefinition>();
        bus.AddConsumer<ReviewAbuseSignalConsumer, OperatorCommandDefinition<ReviewAbuseSignalConsumer, ReviewAbuseSignal>>();
        bus.AddConsumer<GetAbuseSignalsConsumer, QueryDefinition<GetAbuseSignalsConsumer, GetAbuseSignals>>();
        bus.AddConsumer<GetRolloutConsumer, QueryDefinition<GetRolloutConsumer, GetRollout>>();
        bus.AddConsumer<GetRolloutHistoryConsumer, QueryDefinition<GetRolloutHistoryConsumer, GetRolloutHistory>>();
        bus.AddConsumer<GetRolloutReportConsumer, QueryDefinition<GetRolloutReportConsumer, GetRolloutReport>>();
        bus.AddConsumer<SetRolloutConsumer, OperatorCommandDefinition<SetRolloutConsumer, SetRollout>>();
        bus.AddConsumer<GetFeedbackParkedRowsConsumer, QueryDefinition<GetFeedbackParkedRowsConsumer, GetFeedbackParkedRows>>();
        bus.AddConsumer<
            ChangeFeedbackParkedRowsConsumer, OperatorCommandDefinition<ChangeFeedbackParkedRowsConsumer, ChangeFeedbackParkedRows>>();
    }
}
