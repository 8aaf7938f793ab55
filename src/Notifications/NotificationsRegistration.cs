using Contracts.Messages;
using MassTransit;
using Messaging.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Notifications.Email;
using Notifications.InApp;
using Notifications.Ledger;
using Notifications.Notices;
using Notifications.Operations;
using Notifications.Persistence;
using Notifications.Profiles;
using Notifications.Templates;

namespace Notifications;

/// <summary>Composes the service that tells people.</summary>
public static class NotificationsRegistration
{
    /// <summary>The durable queues that the service owns.</summary>
    public static IReadOnlyList<string> Queues { get; } =
    [
        NotificationsQueues.FeedbackRequested,
        NotificationsQueues.FeedbackReminderDue,
        NotificationsQueues.FeedbackProvided,
        NotificationsQueues.FeedbackRequestExpired,
        NotificationsQueues.FeedbackRequestClosed,
        NotificationsQueues.UserProfileChanged,
        NotificationsQueues.Email,
        NotificationsQueues.Queries,
    ];

    /// <summary>The messages that the service publishes for others.</summary>
    public static IReadOnlyList<Type> PublishedMessages { get; } = [typeof(InAppMessageDelivered)];

    /// <summary>
    /// Registers the service's parts. The host adds <see cref="NotificationsDbContext"/> on the provider of its choice, and
    /// a <see cref="TimeProvider"/>. Wrong options stop the start with a message that names the key.
    /// </summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>();
        services.AddOptions<EmailOptions>().Bind(configuration.GetSection(EmailOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiteOptions>, SiteOptionsValidator>();
        services.AddOptions<SiteOptions>().Bind(configuration.GetSection(SiteOptions.Section)).ValidateOnStart();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DevelopmentMailbox>();
        services.AddSingleton<IDevelopmentMailbox>(provider => provider.GetRequiredService<DevelopmentMailbox>());
        services.AddSingleton<IEmailSender>(SenderOf);
        services.AddSingleton<MessageIds>();
        services.AddSingleton<LetterRenderer>();
        services.AddSingleton<EmailComposer>();
        services.AddSingleton<EmailHandover>();
        services.AddScoped<NoticeBoard>();
        return services;
    }

    /// <summary>Registers the service's consumers and its outbox.</summary>
    public static void AddNotificationsEndpoints(this IBusRegistrationConfigurator configurator)
    {
        ArgumentNullException.ThrowIfNull(configurator);

        configurator.AddEntityFrameworkOutbox<NotificationsDbContext>();
        configurator.AddConsumer<FeedbackRequestedConsumer, FeedbackRequestedConsumerDefinition>();
        configurator.AddConsumer<FeedbackReminderDueConsumer, FeedbackReminderDueConsumerDefinition>();
        configurator.AddConsumer<FeedbackProvidedConsumer, FeedbackProvidedConsumerDefinition>();
        configurator.AddConsumer<FeedbackRequestExpiredConsumer, FeedbackRequestExpiredConsumerDefinition>();
        configurator.AddConsumer<FeedbackRequestClosedConsumer, FeedbackRequestClosedConsumerDefinition>();
        configurator.AddConsumer<UserProfileChangedConsumer, UserProfileChangedConsumerDefinition>();
        configurator.AddConsumer<SendEmailConsumer, SendEmailConsumerDefinition>();
        configurator.AddConsumer<GetInboxConsumer, GetInboxConsumerDefinition>();
        configurator.AddConsumer<MarkInboxMessageReadConsumer, MarkInboxMessageReadConsumerDefinition>();
        configurator.AddConsumer<GetDeliveriesConsumer, GetDeliveriesConsumerDefinition>();
        configurator.AddConsumer<GetNotificationsOverviewConsumer, GetNotificationsOverviewConsumerDefinition>();
    }

    private static IEmailSender SenderOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<EmailOptions>>();
        return options.Value.Host is null
            ? provider.GetRequiredService<DevelopmentMailbox>()
            : new SmtpEmailSender(options, provider.GetRequiredService<TimeProvider>());
    }
}
