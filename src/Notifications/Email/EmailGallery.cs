using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Notices;
using Notifications.Preferences;

namespace Notifications.Email;

/// <summary>Writes every email in every language to files, for whoever wants to look at them.</summary>
public static class EmailGallery
{
    private const string Client = "Maria Rossi";
    private const string Freelancer = "Ana Petrova";

    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly NoticeFacts _facts = new()
    {
        ContractTitle = "Garden shop",
        Message = "How is the shop coming along for you?\nThank you!",
        ExpiresAt = _now.AddDays(14),
        EndedAt = _now,
        AskAgainFrom = _now.AddDays(30),
        Score = 4.5m,
        Ratings = new FeedbackRatings
        {
            Skills = 5,
            Quality = 4,
            Availability = 5,
            Deadlines = 3,
            Communication = 5,
            Cooperation = 5,
        },
        Comment = "Splendid work.\nA little late at times.",
    };

    private static readonly Dictionary<string, string> _zones = new()
    {
        ["en"] = "Europe/London",
        ["de"] = "Europe/Berlin",
        ["es"] = "Europe/Madrid",
    };

    /// <summary>
    /// Writes each email as <c>.eml</c>, <c>.html</c> and <c>.txt</c>, named by its language and its kind of notice, with the sections
    /// <c>Email</c> and <c>Notifications</c> of the configuration.
    /// </summary>
    /// <returns>How many emails there are.</returns>
    public static async Task<int> WriteAsync(string directory, IConfiguration configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        var email = Options.Create(configuration.GetSection(EmailOptions.Section).Get<EmailOptions>() ?? new EmailOptions());
        var notices = Options.Create(
            configuration.GetSection(NotificationOptions.Section).Get<NotificationOptions>() ?? new NotificationOptions());
        await using var services = new ServiceCollection().BuildServiceProvider();
        var composer = new EmailComposer(services, NullLoggerFactory.Instance, notices, email);
        var messages = new MimeMessages(email, TimeProvider.System);

        Directory.CreateDirectory(directory);
        var written = 0;
        foreach (var language in NoticeTexts.Languages)
        {
            foreach (var kind in NoticeKinds.All.Append(EmailDigests.Kind))
            {
                var composed = await composer.ComposeAsync(Sample(kind, language, email.Value));
                using var message = messages.Create(composed);
                var file = Path.Combine(directory, $"{language}-{kind}");
                await message.WriteToAsync($"{file}.eml", cancellationToken);
                await File.WriteAllTextAsync($"{file}.html", composed.Html, cancellationToken);
                await File.WriteAllTextAsync($"{file}.txt", composed.Text, cancellationToken);
                written++;
            }
        }

        return written;
    }

    private static EmailDelivery Sample(string kind, string language, EmailOptions options) => new()
    {
        Delivery = SampleDelivery(kind, options),
        Address = IsForClient(kind) ? "maria.rossi@example.com" : "ana.petrova@example.com",
        RecipientName = IsForClient(kind) ? Client : Freelancer,
        OtherPartyName = IsForClient(kind) ? Freelancer : Client,
        Locale = language,
        TimeZone = _zones[language],
        Mode = EmailModes.On,
        UnsubscribeToken = "AuSfnIpDKFFXtp9AeB7gLnLZPlKNHL3NyYlV5m3U4gQ",
        Circumstances = NoticeCircumstances.None,
        DigestNotices =
        [
            .. new[] { NoticeKinds.FeedbackRequested, NoticeKinds.FeedbackReminder }.Select(notice => new DigestNotice
            {
                Delivery = SampleDelivery(notice, options),
                OtherPartyName = Freelancer,
                Mode = EmailModes.Digest,
                Circumstances = NoticeCircumstances.None,
            }),
        ],
    };

    private static bool IsForClient(string kind) =>
        kind is EmailDigests.Kind or NoticeKinds.FeedbackTakenDown or NoticeKinds.FeedbackRestored || Notice.IsForClient(kind);

    private static Delivery SampleDelivery(string kind, EmailOptions options) => new()
    {
        DeliveryId = Guid.Empty,
        SourceId = Guid.Empty,
        ContractId = "c-garden-shop",
        Notice = kind,
        Channel = DeliveryChannels.Email,
        RecipientId = IsForClient(kind) ? "maria" : "ana",
        OtherPartyId = IsForClient(kind) ? "ana" : "maria",
        Status = DeliveryStatuses.Pending,
        CreatedAt = _now,
        At = _now,
        MessageId = options.MessageIdOf(Guid.Empty),
        Facts = _facts.ToJson(),
    };
}
