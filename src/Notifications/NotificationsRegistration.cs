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
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Erasure;
using Notifications.Inbox;
using Notifications.Notices;
using Notifications.Operations;
using Notifications.Persistence;
using Notifications.Preferences;
using Notifications.Profiles;
using Notifications.Reconciliation;
using Notifications.Retention;
using Notifications.Webhooks;
using Shared;

namespace Notifications;

/// <summary>Adds the service that sends notices to a host and to a bus.</summary>
public static class NotificationsRegistration
{
    /// <summary>The durable queues that the service owns.</summary>
    public static IReadOnlyList<string> Queues => Notifications.Queues.All;

    /// <summary>Of those, the queue of queries.</summary>
    public static string QueryQueue => Notifications.Queues.Queries;

    /// <summary>
    /// How many messages the service handles at once if each endpoint handles <paramref name="perEndpoint"/>, but the attempts at emails
    /// and at webhooks, which have limits of their own.
    /// </summary>
    public static int ConcurrentMessages(IConfiguration configuration, int perEndpoint) =>
        ((Queues.Count - 2) * perEndpoint)
        + configuration.GetValue($"{EmailOptions.Section}:{nameof(EmailOptions.Concurrency)}", new EmailOptions().Concurrency)
        + configuration.GetValue($"{WebhookOptions.Section}:{nameof(WebhookOptions.Concurrency)}", new WebhookOptions().Concurrency);

    /// <summary>The events that the service publishes.</summary>
    public static IReadOnlyList<Type> PublishedMessages { get; } = [typeof(InAppMessageDelivered)];

    /// <summary>
    /// Adds the parts of the service, with the options <c>Email</c>, <c>Notifications</c> and <c>Webhooks</c>, which are checked when the
    /// host starts. The host adds the <see cref="NotificationsDbContext"/> and its provider.
    /// </summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddChecked(configuration, EmailOptions.Section, new EmailOptionsValidator());
        services.AddChecked(configuration, NotificationOptions.Section, new NotificationOptionsValidator());
        services.AddChecked(configuration, RetentionOptions.Section, new RetentionOptionsValidator());
        services.AddChecked(configuration, WebhookOptions.Section, new WebhookOptionsValidator());
        services.AddChecked(
            configuration, ReconciliationOptions.Section, new SweepOptionsValidator<ReconciliationOptions>(ReconciliationOptions.Section));

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DevelopmentMailbox>();
        services.AddSingleton<IDevelopmentMailbox>(provider => provider.GetRequiredService<DevelopmentMailbox>());
        services.AddSingleton<IEmailSender>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<EmailOptions>>();
            return options.Value.Host is null
                ? provider.GetRequiredService<DevelopmentMailbox>()
                : new SmtpEmailSender(options, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<EmailComposer>();
        services.AddScoped<EmailDigests>();
        services.AddSingleton<QuietHours>();
        services.AddScoped<NoticeDispatcher>();
        services.AddSingleton<ICommitObserver<NotificationsDbContext>, DeliveryCounter>();
        services.AddSingleton<DeliveryReleases>();
        services.AddSingleton<INotificationsOperations, NotificationsOperations>();
        services.AddSingleton<PublicAddresses>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<SubscriberSlots>();
        services.AddSingleton<WebhookChanges>();
        services.AddSingleton<IWebhookOperations, WebhookOperations>();
        services.AddSingleton<ICommitObserver<NotificationsDbContext>, WebhookCounter>();
        services.AddHostedService<WebhookGauges>();
        services.AddSingleton(provider => new NoticeReconciliation(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<DatabaseClock<NotificationsDbContext>>(),
            provider.GetRequiredService<IOptions<EmailOptions>>(),
            provider.GetRequiredService<IOptions<ReconciliationOptions>>(),
            provider.GetRequiredService<IOptions<RetentionOptions>>(),
            provider.GetRequiredService<ILogger<NoticeReconciliation>>()));
        services.AddHostedService<ReconciliationService>();
        services.AddSingleton(provider => new NotificationsErasure(
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<DevelopmentMailbox>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NotificationsErasure>>()));
        services.AddRetention(provider => NotificationsRetention.Rules(provider.GetRequiredService<IOptions<RetentionOptions>>().Value));
        return services;
    }

    /// <summary>
    /// Adds the consumers of events and commands, the queries, and the outbox that messages leave by. Needs
    /// <see cref="AddNotifications"/>.
    /// </summary>
    public static void AddNotificationsEndpoints(this IBusRegistrationConfigurator bus)
    {
        bus.AddEntityFrameworkOutbox<NotificationsDbContext>();

        bus.AddConsumer<FeedbackRequestedConsumer, FeedbackRequestedConsumerDefinition>();
        bus.AddConsumer<FeedbackReminderDueConsumer, FeedbackReminderDueConsumerDefinition>();
        bus.AddConsumer<FeedbackProvidedConsumer, FeedbackProvidedConsumerDefinition>();
        bus.AddConsumer<FeedbackRequestExpiredConsumer, FeedbackRequestExpiredConsumerDefinition>();
        bus.AddConsumer<FeedbackRequestClosedConsumer, FeedbackRequestClosedConsumerDefinition>();
        bus.AddConsumer<FeedbackRequestDeclinedConsumer, FeedbackRequestDeclinedConsumerDefinition>();
        bus.AddConsumer<FeedbackVisibilityChangedConsumer, FeedbackVisibilityChangedConsumerDefinition>();
        bus.AddConsumer<FeedbackReportDecidedConsumer, FeedbackReportDecidedConsumerDefinition>();
        bus.AddConsumer<UserProfileChangedConsumer, UserProfileChangedConsumerDefinition>();
        bus.AddConsumer<UserErasedConsumer, UserErasedConsumerDefinition>();
        bus.AddConsumer<SendEmailConsumer, SendEmailConsumerDefinition>();
        bus.AddConsumer<RecordWebhooksConsumer, RecordWebhooksConsumerDefinition>();
        bus.AddConsumer<SendWebhookConsumer, SendWebhookConsumerDefinition>();

        bus.AddConsumer<GetInboxConsumer, QueryDefinition<GetInboxConsumer, GetInbox>>();
        bus.AddConsumer<MarkInboxMessageReadConsumer, PageCommandDefinition<MarkInboxMessageReadConsumer, MarkInboxMessageRead>>();
        bus.AddConsumer<MarkInboxReadConsumer, PageCommandDefinition<MarkInboxReadConsumer, MarkInboxRead>>();
        bus.AddConsumer<GetDisplayNamesConsumer, QueryDefinition<GetDisplayNamesConsumer, GetDisplayNames>>();
        bus.AddConsumer<
            GetNotificationPreferencesConsumer, QueryDefinition<GetNotificationPreferencesConsumer, GetNotificationPreferences>>();
        bus.AddConsumer<
            SetNotificationPreferencesConsumer, PageCommandDefinition<SetNotificationPreferencesConsumer, SetNotificationPreferences>>();
        bus.AddConsumer<GetUnsubscriptionConsumer, QueryDefinition<GetUnsubscriptionConsumer, GetUnsubscription>>();
        bus.AddConsumer<UnsubscribeConsumer, PageCommandDefinition<UnsubscribeConsumer, UnsubscribeByToken>>();
        bus.AddConsumer<ResendDeliveryConsumer, OperatorCommandDefinition<ResendDeliveryConsumer, ResendDelivery>>();
        bus.AddConsumer<GetDeliveriesConsumer, QueryDefinition<GetDeliveriesConsumer, GetDeliveries>>();
        bus.AddConsumer<GetNotificationsOverviewConsumer, QueryDefinition<GetNotificationsOverviewConsumer, GetNotificationsOverview>>();
        bus.AddConsumer<GetNoticeStoryConsumer, QueryDefinition<GetNoticeStoryConsumer, GetNoticeStory>>();
        bus.AddConsumer<FindDeliveriesConsumer, QueryDefinition<FindDeliveriesConsumer, FindDeliveries>>();
        bus.AddConsumer<ReleaseDeliveriesConsumer, OperatorCommandDefinition<ReleaseDeliveriesConsumer, ReleaseDeliveries>>();
        bus.AddConsumer<GetWebhooksConsumer, QueryDefinition<GetWebhooksConsumer, GetWebhooks>>();
        bus.AddConsumer<FindWebhookDeliveriesConsumer, QueryDefinition<FindWebhookDeliveriesConsumer, FindWebhookDeliveries>>();
        bus.AddConsumer<AddWebhookConsumer, OperatorCommandDefinition<AddWebhookConsumer, AddWebhook>>();
        bus.AddConsumer<ChangeWebhookConsumer, OperatorCommandDefinition<ChangeWebhookConsumer, ChangeWebhook>>();
        bus.AddConsumer<
            ReplayWebhookDeliveriesConsumer, OperatorCommandDefinition<ReplayWebhookDeliveriesConsumer, ReplayWebhookDeliveries>>();
        bus.AddConsumer<
            GetNotificationsParkedRowsConsumer, QueryDefinition<GetNotificationsParkedRowsConsumer, GetNotificationsParkedRows>>();
        bus.AddConsumer<
            ChangeNotificationsParkedRowsConsumer,
            OperatorCommandDefinition<ChangeNotificationsParkedRowsConsumer, ChangeNotificationsParkedRows>>();
    }
}

/// <summary>The queues of the service. Each begins with the service's name, so that no queue is taken for an exchange.</summary>
internal static class Queues
{
    public const string FeedbackRequested = "notifications-feedback-requested";
    public const string FeedbackReminderDue = "notifications-feedback-reminder-due";
    public const string FeedbackProvided = "notifications-feedback-provided";
    public const string FeedbackRequestExpired = "notifications-feedback-request-expired";
    public const string FeedbackRequestClosed = "notifications-feedback-request-closed";
    public const string FeedbackRequestDeclined = "notifications-feedback-request-declined";
    public const string FeedbackReportDecided = "notifications-feedback-report-decided";
    public const string FeedbackVisibilityChanged = "notifications-feedback-visibility-changed";
    public const string UserErased = "notifications-user-erased";
    public const string UserProfileChanged = "notifications-user-profile-changed";

    /// <summary>The attempts at emails.</summary>
    public const string Email = "notifications-email";

    /// <summary>The events, to be recorded for subscribers of webhooks.</summary>
    public const string WebhookEvents = "notifications-webhook-events";

    /// <summary>The attempts at subscribers.</summary>
    public const string Webhooks = "notifications-webhooks";

    public const string Queries = "notifications-queries";

    public static IReadOnlyList<string> All { get; } =
    [
        Email, FeedbackProvided, FeedbackReminderDue, FeedbackReportDecided, FeedbackRequestClosed, FeedbackRequestDeclined,
        FeedbackRequestExpired, FeedbackRequested, FeedbackVisibilityChanged, Queries, UserErased, UserProfileChanged,
        WebhookEvents, Webhooks,
    ];
}
