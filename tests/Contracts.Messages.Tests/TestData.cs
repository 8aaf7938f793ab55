namespace Contracts.Messages.Tests;

/// <summary>One of each message, with every member set.</summary>
internal static class TestData
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);
    private static readonly Guid s_requestId = Guid.Parse("01957a3c-0000-7000-8000-000000000001");
    private static readonly Guid s_feedbackId = Guid.Parse("01957a3c-0000-7000-8000-000000000002");
    private static readonly Guid s_messageId = Guid.Parse("01957a3c-0000-7000-8000-000000000003");

    private static readonly FeedbackRatings s_ratings = new()
    {
        Skills = 5,
        Quality = 4,
        Availability = 3,
        Deadlines = 2,
        Communication = 1,
        Cooperation = 5,
    };

    private static readonly IdempotencyKey s_key = new() { Key = "key-1", BodyHash = "9f86d081" };

    private static readonly RefusalReason s_reason = new() { Code = RefusalCodes.ContractTooYoung, Detail = "Too young.", EndsAt = s_at };

    private static readonly FeedbackView s_feedback = new()
    {
        FeedbackId = s_feedbackId.ToString(),
        ContractId = "contract-1",
        Kind = FeedbackKinds.MidContract,
        RequestId = s_requestId,
        AuthorId = "client-1",
        RecipientId = "freelancer-1",
        Ratings = s_ratings,
        Score = 3.33m,
        Comment = "Good work",
        ProvidedAt = s_at,
        CountsTowardJobSuccessScore = false,
    };

    private static readonly ContractView s_contract = new()
    {
        ContractId = "contract-1",
        Title = "Landing page",
        ClientId = "client-1",
        FreelancerId = "freelancer-1",
        AgencyId = "agency-1",
        StartedAt = s_at,
        EndedAt = s_at,
        LastPaymentAt = s_at,
    };

    private static readonly FeedbackRequestView s_request = new()
    {
        RequestId = s_requestId,
        ContractId = "contract-1",
        Status = FeedbackRequestStatuses.Answered,
        Message = "How did it go?",
        RequestedAt = s_at,
        ExpiresAt = s_at,
        EndedAt = s_at,
        FeedbackId = s_feedbackId,
    };

    private static readonly FeedbackActions s_actions = new()
    {
        RequestFeedback = new ActionView { Allowed = false, Reasons = [s_reason] },
        GiveFeedback = new ActionView { Allowed = true, Reasons = [] },
    };

    private static readonly OutboxOverview s_outbox = new() { Waiting = 1, OldestAt = s_at, Timers = 2, OverdueTimers = 3, Parked = 4 };

    public static IReadOnlyList<object> All { get; } =
    [
        new ContractStarted
        {
            EventId = "event-1", ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            AgencyId = "agency-1", Title = "Landing page", StartedAt = s_at,
        },
        new ContractEnded { EventId = "event-1", ContractId = "contract-1", EndedAt = s_at },
        new PaymentMade
        {
            EventId = "event-1", PaymentId = "payment-1", ContractId = "contract-1", Amount = 250.50m, Currency = "USD", PaidAt = s_at,
        },
        new PaymentReversed { EventId = "event-1", PaymentId = "payment-1", ContractId = "contract-1", ReversedAt = s_at },
        new EndOfContractFeedbackGiven
        {
            EventId = "event-1", FeedbackId = "feedback-1", ContractId = "contract-1", AuthorId = "client-1",
            RecipientId = "freelancer-1", Score = 4.75m, Comment = "A pleasure", GivenAt = s_at,
        },
        new UserProfileChanged { EventId = "event-1", UserId = "client-1", DisplayName = "Ann", Email = "ann@example.org", ChangedAt = s_at },

        new RequestFeedback
        {
            RequestId = s_requestId, ContractId = "contract-1", CallerId = "freelancer-1", Message = "How did it go?",
            RequestedAt = s_at, Idempotency = s_key,
        },
        new ProvideFeedback
        {
            FeedbackId = s_feedbackId, ContractId = "contract-1", CallerId = "client-1", Ratings = s_ratings, Comment = "Good work",
            SubmittedAt = s_at, Idempotency = s_key,
        },
        new FeedbackRequestAccepted { RequestId = s_requestId, ContractId = "contract-1", RequestedAt = s_at, ExpiresAt = s_at },
        new FeedbackAccepted { Feedback = s_feedback },
        new FeedbackRefused { ContractId = "contract-1", Reasons = [s_reason] },
        new ContractNotFound { ContractId = "contract-1" },
        new CallerNotPermitted { ContractId = "contract-1", RequiredRole = ContractRoles.Client },
        new InvalidInput { Errors = new Dictionary<string, string[]> { ["ratings.skills"] = ["Must be from 1 to 5."] } },
        new IdempotencyKeyReused { Key = "key-1" },

        new FeedbackRequested
        {
            RequestId = s_requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", Message = "How did it go?", RequestedAt = s_at, ExpiresAt = s_at,
        },
        new FeedbackProvided
        {
            FeedbackId = s_feedbackId, RequestId = s_requestId, ContractId = "contract-1", ClientId = "client-1",
            FreelancerId = "freelancer-1", ContractTitle = "Landing page", Ratings = s_ratings, Score = 3.33m, Comment = "Good work",
            ProvidedAt = s_at, CountsTowardJobSuccessScore = false,
        },
        new FeedbackRequestExpired
        {
            RequestId = s_requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", ExpiredAt = s_at,
        },
        new FeedbackRequestClosed
        {
            RequestId = s_requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", ClosedAt = s_at, Reason = "contract-ended",
        },
        new FeedbackReminderDue
        {
            RequestId = s_requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", ExpiresAt = s_at,
        },
        new InAppMessageDelivered
        {
            MessageId = s_messageId, RecipientId = "client-1", Kind = NoticeKinds.FeedbackRequested, ContractId = "contract-1", DeliveredAt = s_at,
        },

        new GetFeedbackTab { ContractId = "contract-1", CallerId = "client-1", AsOf = s_at },
        new FeedbackTab { Contract = s_contract, Feedback = [s_feedback], PendingRequest = s_request, Actions = s_actions },
        new GetWorkHistory { OwnerId = "freelancer-1", OfAgency = false, PageSize = 20, Cursor = "cursor-1" },
        new WorkHistory { Items = [new WorkHistoryItem { Contract = s_contract, Feedback = [s_feedback] }], Next = "cursor-2" },
        new GetMyContracts { CallerId = "client-1", AsOf = s_at, PageSize = 20, Cursor = "cursor-1" },
        new MyContracts
        {
            Items = [new MyContract { Contract = s_contract, CallerRole = ContractRoles.Client, Actions = s_actions }], Next = "cursor-2",
        },
        new GetFeedback { ContractId = "contract-1", FeedbackId = s_feedbackId.ToString(), CallerId = "client-1" },
        new FeedbackFound { Feedback = s_feedback, CallerRole = ContractRoles.Client },
        new FeedbackNotFound { ContractId = "contract-1", FeedbackId = "feedback-1" },
        new GetFeedbackRequest { ContractId = "contract-1", RequestId = s_requestId, CallerId = "client-1" },
        new FeedbackRequestFound { Request = s_request },
        new FeedbackRequestNotFound { ContractId = "contract-1", RequestId = s_requestId },

        new GetInbox { RecipientId = "client-1", Unread = true, PageSize = 20, Cursor = "cursor-1", After = s_messageId },
        new Inbox
        {
            Items =
            [
                new InboxMessage
                {
                    MessageId = s_messageId, Kind = NoticeKinds.FeedbackRequested, Text = "Bob asks for feedback.", ContractId = "contract-1",
                    Link = "/contracts/contract-1", CreatedAt = s_at, ReadAt = s_at,
                },
            ],
            UnreadCount = 1,
            Next = "cursor-2",
        },
        new MarkInboxMessageRead { MessageId = s_messageId, RecipientId = "client-1", ReadAt = s_at },
        new InboxMessageRead { MessageId = s_messageId, ReadAt = s_at },
        new InboxMessageNotFound { MessageId = s_messageId },
        new GetDeliveries { RequestId = s_requestId },
        new Deliveries
        {
            Items =
            [
                new DeliveryView
                {
                    Channel = "email", Notice = NoticeKinds.FeedbackRequested, RecipientId = "client-1", Status = "sent", Attempts = 1, At = s_at,
                },
            ],
        },

        new GetFeedbackOverview { AsOf = s_at },
        new FeedbackOverview { Requests = new Dictionary<string, long> { [FeedbackRequestStatuses.Pending] = 1 }, Outbox = s_outbox },
        new GetNotificationsOverview { AsOf = s_at },
        new NotificationsOverview
        {
            Emails = new Dictionary<string, long> { ["sent"] = 1 },
            InAppMessages = new Dictionary<string, long> { ["unread"] = 1 },
            Outbox = s_outbox,
        },
    ];
}
