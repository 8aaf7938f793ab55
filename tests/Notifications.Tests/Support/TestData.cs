using Contracts.Messages;

namespace Notifications.Tests.Support;

/// <summary>Test data: messages about one contract between Grace, the client, and Ada, the freelancer.</summary>
internal static class TestData
{
    public const string Client = "client-1";
    public const string ClientName = "Grace Hopper";
    public const string ClientAddress = "grace@example.org";
    public const string Freelancer = "freelancer-1";
    public const string FreelancerName = "Ada Lovelace";
    public const string FreelancerAddress = "ada@example.org";
    public const string Contract = "contract-1";
    public const string Title = "Website redesign";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static UserProfileChanged ClientProfile { get; } = Profile(Client, ClientName, ClientAddress);

    public static UserProfileChanged FreelancerProfile { get; } = Profile(Freelancer, FreelancerName, FreelancerAddress);

    public static UserProfileChanged Profile(
        string userId, string name, string? email, DateTimeOffset? changedAt = null, string? eventId = null) =>
        new()
        {
            EventId = eventId ?? $"profile-{userId}",
            UserId = userId,
            DisplayName = name,
            Email = email,
            ChangedAt = changedAt ?? Now.AddDays(-100),
        };

    public static FeedbackRequested Requested(Guid? requestId = null, string? message = null, string title = Title) => new()
    {
        RequestId = requestId ?? Guid.CreateVersion7(),
        ContractId = Contract,
        ClientId = Client,
        FreelancerId = Freelancer,
        ContractTitle = title,
        Message = message,
        RequestedAt = Now,
        ExpiresAt = Now.AddDays(14),
    };

    public static FeedbackReminderDue Reminder(Guid requestId) => new()
    {
        RequestId = requestId,
        ContractId = Contract,
        ClientId = Client,
        FreelancerId = Freelancer,
        ContractTitle = Title,
        ExpiresAt = Now.AddDays(14),
    };

    public static FeedbackProvided Provided(Guid? requestId = null, string? comment = null, Guid? feedbackId = null) => new()
    {
        FeedbackId = feedbackId ?? Guid.CreateVersion7(),
        RequestId = requestId,
        ContractId = Contract,
        ClientId = Client,
        FreelancerId = Freelancer,
        ContractTitle = Title,
        Ratings = new FeedbackRatings
        {
            Skills = 5,
            Quality = 4,
            Availability = 5,
            Deadlines = 3,
            Communication = 5,
            Cooperation = 5,
        },
        Score = 4.5m,
        Comment = comment,
        ProvidedAt = Now,
    };

    public static FeedbackVisibilityChanged Changed(
        string visibility, Guid? feedbackId = null, Guid? changeId = null, Guid? undone = null, int minute = 0) => new()
        {
            ChangeId = changeId ?? Guid.CreateVersion7(),
            FeedbackId = feedbackId ?? Guid.CreateVersion7(),
            ContractId = Contract,
            ClientId = Client,
            FreelancerId = Freelancer,
            ContractTitle = Title,
            Visibility = visibility,
            Previous = undone is null ? FeedbackVisibilities.Visible : FeedbackVisibilities.TakenDown,
            UndoneChangeId = undone,
            ChangedAt = Now.AddMinutes(minute),
        };

    public static FeedbackReportDecided Decided(string outcome, Guid? feedbackId = null, Guid? changeId = null, int minute = 0) => new()
    {
        ChangeId = changeId ?? Guid.CreateVersion7(),
        ReportId = Guid.CreateVersion7(),
        FeedbackId = feedbackId ?? Guid.CreateVersion7(),
        ContractId = Contract,
        ClientId = Client,
        FreelancerId = Freelancer,
        ContractTitle = Title,
        Outcome = outcome,
        DecidedAt = Now.AddMinutes(minute),
    };

    public static FeedbackRequestExpired Expired(Guid? requestId = null) => new()
    {
        RequestId = requestId ?? Guid.CreateVersion7(),
        ContractId = Contract,
        ClientId = Client,
        FreelancerId = Freelancer,
        ContractTitle = Title,
        ExpiredAt = Now.AddDays(14),
    };

    public static FeedbackRequestDeclined Declined(Guid? requestId = null) => new()
    {
        RequestId = requestId ?? Guid.CreateVersion7(),
        ContractId = Contract,
        ClientId = Client,
        FreelancerId = Freelancer,
        ContractTitle = Title,
        DeclinedAt = Now,
        AskAgainFrom = Now.AddDays(30),
    };

    public static FeedbackRequestClosed Closed(Guid? requestId = null) => new()
    {
        RequestId = requestId ?? Guid.CreateVersion7(),
        ContractId = Contract,
        ClientId = Client,
        FreelancerId = Freelancer,
        ContractTitle = Title,
        ClosedAt = Now.AddDays(3),
        Reason = "contract-ended",
    };
}
