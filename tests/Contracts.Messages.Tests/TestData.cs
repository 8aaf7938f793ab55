namespace Contracts.Messages.Tests;

/// <summary>One of each message, with every member set.</summary>
internal static class TestData
{
    private static readonly DateTimeOffset _at = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);
    private static readonly Guid _requestId = Guid.Parse("01957a3c-0000-7000-8000-000000000001");
    private static readonly Guid _feedbackId = Guid.Parse("01957a3c-0000-7000-8000-000000000002");
    private static readonly Guid _messageId = Guid.Parse("01957a3c-0000-7000-8000-000000000003");

    private static readonly FeedbackRatings _ratings = new()
    {
        Skills = 5,
        Quality = 4,
        Availability = 3,
        Deadlines = 2,
        Communication = 1,
        Cooperation = 5,
    };

    private static readonly RolloutCohort _cohort = new() { Name = "pilot", Percentage = 5m, Freelancers = ["freelancer-2"] };

    private static readonly RolloutShare _share = new() { Count = 1, Of = 4, Share = 0.25, Low = 0.125, High = 0.75 };

    private static readonly RolloutDuration _duration = new() { Seconds = 120, LowSeconds = 60, HighSeconds = 180 };

    private static readonly IdempotencyKey _key = new() { Key = "key-1", BodyHash = "9f86d081" };

    private static readonly RefusalReason _reason = new() { Code = RefusalCodes.ContractTooYoung, Detail = "Too young.", EndsAt = _at };

    private static readonly FeedbackView _feedback = new()
    {
        FeedbackId = _feedbackId.ToString(),
        ContractId = "contract-1",
        Kind = FeedbackKinds.MidContract,
        RequestId = _requestId,
        AuthorId = "client-1",
        RecipientId = "freelancer-1",
        Ratings = _ratings,
        Score = 3.33m,
        Comment = "Good work",
        ProvidedAt = _at,
        CountsTowardJobSuccessScore = false,
        Visibility = FeedbackVisibilities.Held,
        Report = new OwnReportView
        {
            ReportId = _messageId,
            Status = FeedbackReportStatuses.Dismissed,
            ReportedAt = _at,
            ClosedAt = _at,
        },
    };

    private static readonly MidContractFeedbackItem _item = new()
    {
        FeedbackId = _feedbackId,
        RequestId = _requestId,
        ProvidedAt = _at,
        Visibility = FeedbackVisibilities.Visible,
        Ratings = _ratings,
        Score = 3.33m,
        Comment = "Good work",
    };

    private static readonly TrendPoint _point = new()
    {
        Kind = FeedbackKinds.MidContract,
        At = _at,
        Score = 3.33m,
        FeedbackId = _feedbackId.ToString(),
        Ratings = _ratings,
    };

    private static readonly AbuseSignalView _signal = new()
    {
        SignalId = _messageId,
        Kind = AbuseSignalKinds.YoungAccounts,
        Status = AbuseSignalStatuses.Reviewed,
        ContractId = "contract-1",
        FreelancerId = "freelancer-1",
        ClientId = "client-1",
        RequestId = _requestId,
        FeedbackId = _feedbackId,
        At = _at,
        Evidence = new AbuseSignalEvidence
        {
            PaymentId = "payment-1",
            PaymentAt = _at,
            OtherContractId = "contract-2",
            OtherFeedbackId = _requestId,
            OtherAt = _at,
            Count = 3,
            Clients = 2,
            FeedbackIds = [_feedbackId],
            AccountOpenedAt = _at,
            Window = TimeSpan.FromDays(90),
            Pattern = "five-stars",
        },
        ReviewedAt = _at,
        ReviewedBy = "ops-1",
        Note = "Nothing in it.",
    };

    private static readonly ContractView _contract = new()
    {
        ContractId = "contract-1",
        Title = "Landing page",
        ClientId = "client-1",
        FreelancerId = "freelancer-1",
        AgencyId = "agency-1",
        StartedAt = _at,
        EndedAt = _at,
        LastPaymentAt = _at,
    };

    private static readonly FeedbackRequestView _request = new()
    {
        RequestId = _requestId,
        ContractId = "contract-1",
        Status = FeedbackRequestStatuses.Answered,
        Message = "How did it go?",
        RequestedAt = _at,
        ExpiresAt = _at,
        EndedAt = _at,
        AskAgainFrom = _at,
        FeedbackId = _feedbackId,
    };

    private static readonly FeedbackActions _actions = new()
    {
        RequestFeedback = new ActionView { Allowed = false, Reasons = [_reason] },
        GiveFeedback = new ActionView { Allowed = true, Reasons = [] },
        DeclineRequest = new ActionView { Allowed = true, Reasons = [] },
    };

    private static readonly OutboxOverview _outbox = new() { Waiting = 1, OldestAt = _at, Timers = 2, OverdueTimers = 3, Parked = 4 };

    private static readonly WebhookView _webhook = new()
    {
        WebhookId = new("019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e06"),
        Name = "CRM",
        Url = "https://crm.example.org/hooks",
        Events = [WebhookEvents.Provided],
        State = WebhookStates.Enabled,
        IsGone = true,
        PreviousSecretUntil = _at,
        CreatedAt = _at,
        CreatedBy = "ops-1",
        ChangedAt = _at,
        ChangedBy = "ops-2",
        Deliveries = new Dictionary<string, long> { [WebhookStatuses.Delivered] = 3 },
        WaitingSince = _at,
    };

    public static IReadOnlyList<object> All { get; } =
    [
        new ContractStarted
        {
            EventId = "event-1", ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            AgencyId = "agency-1", Title = "Landing page", StartedAt = _at, ClientSince = _at,
        },
        new ContractEnded { EventId = "event-1", ContractId = "contract-1", EndedAt = _at },
        new PaymentMade
        {
            EventId = "event-1", PaymentId = "payment-1", ContractId = "contract-1", Amount = 250.50m, Currency = "USD", PaidAt = _at,
            Kind = PaymentKinds.Bonus,
        },
        new PaymentReversed { EventId = "event-1", PaymentId = "payment-1", ContractId = "contract-1", ReversedAt = _at },
        new EndOfContractFeedbackGiven
        {
            EventId = "event-1", FeedbackId = "feedback-1", ContractId = "contract-1", AuthorId = "client-1",
            RecipientId = "freelancer-1", Score = 4.75m, Comment = "A pleasure", GivenAt = _at,
        },
        new UserProfileChanged
        {
            EventId = "event-1", UserId = "client-1", DisplayName = "Ann", Email = "ann@example.org", Locale = "de-AT",
            TimeZone = "Europe/Vienna", ChangedAt = _at,
        },
        new UserErased
        {
            EventId = "event-1", UserId = "client-1", DisplayName = "Ann", Email = "ann@example.org", ErasedAt = _at,
        },

        new RequestFeedback
        {
            RequestId = _requestId, ContractId = "contract-1", CallerId = "freelancer-1", Message = "How did it go?",
            RequestedAt = _at, Idempotency = _key,
        },
        new ProvideFeedback
        {
            FeedbackId = _feedbackId, ContractId = "contract-1", CallerId = "client-1", Ratings = _ratings, Comment = "Good work",
            SubmittedAt = _at, Idempotency = _key,
        },
        new DeclineFeedbackRequest
        {
            DeclineId = _messageId, RequestId = _requestId, ContractId = "contract-1", CallerId = "client-1", AskAgainFrom = _at,
            DeclinedAt = _at, Idempotency = _key,
        },
        new DeclineAccepted { Request = _request },
        new FeedbackRequestAccepted { RequestId = _requestId, ContractId = "contract-1", RequestedAt = _at, ExpiresAt = _at },
        new FeedbackAccepted { Feedback = _feedback },
        new FeedbackRefused { ContractId = "contract-1", Reasons = [_reason] },
        new ContractNotFound { ContractId = "contract-1" },
        new CallerNotPermitted { ContractId = "contract-1", RequiredRole = ContractRoles.Client },
        new InvalidInput { Errors = new Dictionary<string, string[]> { ["ratings.skills"] = ["Must be from 1 to 5."] } },
        new IdempotencyKeyReused { Key = "key-1" },

        new FeedbackRequested
        {
            RequestId = _requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", Message = "How did it go?", RequestedAt = _at, ExpiresAt = _at,
        },
        new FeedbackProvided
        {
            FeedbackId = _feedbackId, RequestId = _requestId, ContractId = "contract-1", ClientId = "client-1",
            FreelancerId = "freelancer-1", ContractTitle = "Landing page", Ratings = _ratings, Score = 3.33m, Comment = "Good work",
            ProvidedAt = _at, CountsTowardJobSuccessScore = false,
        },
        new FeedbackRequestExpired
        {
            RequestId = _requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", ExpiredAt = _at,
        },
        new FeedbackRequestClosed
        {
            RequestId = _requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", ClosedAt = _at, Reason = "contract-ended",
        },
        new FeedbackRequestDeclined
        {
            RequestId = _requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", DeclinedAt = _at, AskAgainFrom = _at,
        },
        new FeedbackReminderDue
        {
            RequestId = _requestId, ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1",
            ContractTitle = "Landing page", Message = "How is it going?", ExpiresAt = _at,
        },
        new InAppMessageDelivered
        {
            MessageId = _messageId, RecipientId = "client-1", Kind = NoticeKinds.FeedbackRequested, ContractId = "contract-1",
            DeliveredAt = _at,
        },

        new GetFeedbackTab { ContractId = "contract-1", CallerId = "client-1", AsOf = _at },
        new FeedbackTab
        {
            Contract = _contract, Feedback = [_feedback], Trend = [_point], PendingRequest = _request, Requests = [_request],
            Actions = _actions,
            Policy = new FeedbackPolicyView
            {
                MinimumContractAge = TimeSpan.FromDays(30), PaymentWindow = TimeSpan.FromDays(31), FeedbackInterval = TimeSpan.FromDays(32),
                RequestWindow = TimeSpan.FromDays(14), CommentMaxLength = 5000, MessageMaxLength = 1000,
                LongestAskAgain = TimeSpan.FromDays(60),
                ReasonMaxLength = 2000,
                RatingWeights = new RatingWeightsView
                {
                    Skills = 1, Quality = 2.5m, Availability = 1, Deadlines = 1, Communication = 1, Cooperation = 1,
                },
            },
        },
        new GetMidContractFeedback { ContractId = "contract-1" },
        new MidContractFeedbackSeries { Contract = _contract, Feedback = [_item] },
        new MidContractFeedbackHandedOver
        {
            ContractId = "contract-1", ClientId = "client-1", FreelancerId = "freelancer-1", StartedAt = _at, EndedAt = _at,
            Feedback = [_item], IsShortened = true, HandedOverAt = _at,
        },
        new GetWorkHistory { OwnerId = "freelancer-1", OfAgency = false, PageSize = 20, Cursor = "cursor-1" },
        new WorkHistory { Items = [new WorkHistoryItem { Contract = _contract, Feedback = [_feedback] }], Next = "cursor-2" },
        new GetMyContracts { CallerId = "client-1", AsOf = _at, PageSize = 20, Cursor = "cursor-1" },
        new MyContracts
        {
            Items =
            [
                new MyContract
                {
                    Contract = _contract, CallerRole = ContractRoles.Client, PendingRequest = _request, LastFeedback = _feedback,
                    Actions = _actions,
                },
            ],
            Next = "cursor-2",
        },
        new GetFeedback { ContractId = "contract-1", FeedbackId = _feedbackId.ToString(), CallerId = "client-1" },
        new FeedbackFound { Feedback = _feedback, CallerRole = ContractRoles.Client },
        new FeedbackNotFound { ContractId = "contract-1", FeedbackId = "feedback-1" },
        new GetFeedbackRequest { ContractId = "contract-1", RequestId = _requestId, CallerId = "client-1" },
        new FeedbackRequestFound { Request = _request },
        new FeedbackRequestNotFound { ContractId = "contract-1", RequestId = _requestId },
        new GetFeedbackRequestStatuses { RequestIds = [_requestId], AsOf = _at },
        new CurrentRequestStatuses
        {
            Items = [new CurrentRequestStatus { RequestId = _requestId, Status = FeedbackRequestStatuses.Answered, ExpiresAt = _at }],
        },
        new GetDisplayNames { UserIds = ["client-1"] },
        new DisplayNames { Items = [new DisplayName { UserId = "client-1", Name = "Carla Client" }] },

        new GetInbox { RecipientId = "client-1", Unread = true, PageSize = 20, Cursor = "cursor-1", After = _messageId },
        new Inbox
        {
            Items =
            [
                new InboxMessage
                {
                    MessageId = _messageId, Kind = NoticeKinds.FeedbackRequested, Text = "Bob asks for feedback.",
                    ContractId = "contract-1", RequestId = _requestId, Link = "/contracts/contract-1", CreatedAt = _at, ReadAt = _at,
                },
            ],
            UnreadCount = 1,
            Next = "cursor-2",
        },
        new MarkInboxMessageRead { MessageId = _messageId, RecipientId = "client-1", ReadAt = _at },
        new InboxMessageRead { MessageId = _messageId, ReadAt = _at },
        new InboxMessageNotFound { MessageId = _messageId },
        new MarkInboxRead { RecipientId = "client-1", ContractId = "contract-1", ReadAt = _at },
        new InboxRead { Count = 2 },
        new GetDeliveries { RequestId = _requestId, OtherRequestIds = [_feedbackId] },
        new Deliveries
        {
            Items =
            [
                new DeliveryView
                {
                    DeliveryId = new Guid("5f1d2c3b-0000-5000-8000-000000000001"), RequestId = _requestId, Channel = "email",
                    Notice = NoticeKinds.FeedbackRequested, RecipientId = "client-1", Status = "failed",
                    Attempts = 1, At = _at, Reason = "550 5.1.1 no such user",
                },
            ],
        },
        new GetNotificationPreferences { UserId = "client-1" },
        new SetNotificationPreferences
        {
            UserId = "client-1",
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackRequested, Email = EmailModes.Digest }],
        },
        new NotificationPreferences
        {
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackReceived, Email = EmailModes.Off }],
            DisplayName = "Clara Meier",
            Locale = "de-CH",
            TimeZone = "Europe/Zurich",
        },
        new GetUnsubscription { Token = "token-1" },
        new UnsubscribeByToken { Token = "token-1" },
        new Unsubscription { Kind = NoticeKinds.FeedbackRequested, IsOff = true, Locale = "de-AT" },
        new UnsubscribeTokenNotFound(),

        new ResendDelivery { DeliveryId = _messageId, CallerId = "ops-1" },
        new DeliveryReleased { DeliveryId = _messageId, Status = "retrying", Attempts = 1 },
        new DeliveryNotReleased
        {
            DeliveryId = _messageId,
            Reason = new RefusalReason { Code = ResendRefusals.UnderWay, Detail = "An attempt is under way.", EndsAt = _at },
        },
        new DeliveryNotFound { DeliveryId = _messageId },

        new FindDeliveries { Status = DeliveryStatuses.Failed, RequestId = _requestId, PageSize = 20, Cursor = "cursor-1" },
        new FoundDeliveries
        {
            Items =
            [
                new()
                {
                    Delivery = new()
                    {
                        DeliveryId = _messageId, RequestId = _requestId, Channel = DeliveryChannels.Email,
                        Notice = NoticeKinds.FeedbackRequested, RecipientId = "client-1", Status = DeliveryStatuses.Failed, Attempts = 3,
                        At = _at, Reason = "smtp-550",
                    },
                    ContractId = "contract-1",
                },
            ],
            Next = "cursor-2",
        },
        new ReleaseDeliveries { Limit = 100, CallerId = "ops-1" },
        new DeliveriesReleased { Released = 1, Refused = 2, HasMore = true },

        new GetWebhooks { AsOf = _at },
        new WebhookList { Items = [_webhook] },
        new AddWebhook { Name = "CRM", Url = "https://crm.example.org/hooks", Events = [WebhookEvents.Provided], CallerId = "ops-1" },
        new ChangeWebhook { WebhookId = _messageId, Action = WebhookActions.Rotate, CallerId = "ops-1" },
        new WebhookChanged { Webhook = _webhook, Secret = "whsec_c2VjcmV0", DeliveryId = _feedbackId, Changed = true },
        new WebhookRefused { Reason = new() { Code = WebhookRefusals.Disabled, Detail = "It is disabled.", EndsAt = _at } },
        new WebhookNotFound { Id = _messageId },
        new FindWebhookDeliveries { WebhookId = _messageId, Status = WebhookStatuses.Failed, PageSize = 20, Cursor = "cursor-1" },
        new FoundWebhookDeliveries
        {
            Items =
            [
                new()
                {
                    DeliveryId = _feedbackId, WebhookId = _messageId, Event = WebhookEvents.Provided, SourceId = _requestId,
                    ContractId = "contract-1", Status = WebhookStatuses.Retrying, Attempts = 2, CreatedAt = _at, At = _at, NextAt = _at,
                    Reason = "http-503",
                },
            ],
            Next = "cursor-2",
        },
        new ReplayWebhookDeliveries { DeliveryId = _feedbackId, WebhookId = _messageId, Limit = 100, CallerId = "ops-1" },
        new WebhookDeliveriesReplayed { Replayed = 1, HasMore = true },

        new GetFeedbackStory { RequestId = _requestId, ContractId = "contract-1" },
        new GetNoticeStory { Subjects = [_requestId] },
        new Story
        {
            Entries = [new() { At = _at, What = "request-expired", Id = "id-1", Details = """{"attempts":1}""" }],
            IsShortened = true,
            Subjects = [_requestId],
        },
        new StoryNotFound(),

        new GetFeedbackParkedRows { Limit = 100 },
        new GetNotificationsParkedRows { Limit = 100 },
        new ParkedRows
        {
            Items =
            [
                new()
                {
                    RowId = _feedbackId, MessageId = _messageId, MessageType = "urn:message:Contracts.Messages:SendEmail",
                    Destination = "queue:notifications-email", Attempts = 10, LastError = "System.TimeoutException", ParkedAt = _at,
                },
            ],
            HasMore = true,
        },
        new ChangeFeedbackParkedRows { Action = StoppedMessageActions.Replay, RowId = _feedbackId, CallerId = "ops-1" },
        new ChangeNotificationsParkedRows { Action = StoppedMessageActions.Discard, RowId = _feedbackId, CallerId = "ops-1" },
        new ParkedRowsChanged { Count = 1 },

        new GetFeedbackFailedMessages { Queue = "feedback-request", MessageId = "message-1", Limit = 100 },
        new GetNotificationsFailedMessages { Queue = "notifications-email", MessageId = "message-1", Limit = 100 },
        new FailedMessages
        {
            Items =
            [
                new()
                {
                    Queue = "feedback-request", MessageId = "message-1", MessageType = "urn:message:Contracts.Messages:RequestFeedback",
                    Failure = "System.TimeoutException", FailureMessage = "It took too long.", FailedAt = "2026-03-01T12:30:15Z",
                    StackTrace = "at Somewhere()", Body = """{"contractId":"contract-1"}""",
                },
            ],
            HasMore = true,
            Missing = "There are none in memory.",
        },
        new ChangeFeedbackFailedMessages
        {
            Action = StoppedMessageActions.Replay, Queue = "feedback-request", MessageId = "message-1", CallerId = "ops-1",
        },
        new ChangeNotificationsFailedMessages
        {
            Action = StoppedMessageActions.Discard, Queue = "notifications-email", MessageId = "message-1", CallerId = "ops-1",
        },
        new FailedMessagesChanged { Count = 1 },

        new ReportFeedback
        {
            ReportId = _messageId, ContractId = "contract-1", FeedbackId = _feedbackId.ToString(), CallerId = "freelancer-1",
            Reason = "It is about somebody else.", ReportedAt = _at, Idempotency = _key,
        },
        new FeedbackReportAccepted { ReportId = _messageId, FeedbackId = _feedbackId, ContractId = "contract-1", ReportedAt = _at },
        new ModerateFeedback { FeedbackId = _feedbackId, Action = ModerationActions.Hold, Note = "Asked both sides.", CallerId = "ops-1" },
        new FeedbackModerated
        {
            FeedbackId = _feedbackId, ContractId = "contract-1", Visibility = FeedbackVisibilities.Held,
            ReportStatus = FeedbackReportStatuses.Open, Changed = true,
        },
        new UnknownFeedback { FeedbackId = _feedbackId },
        new FeedbackVisibilityChanged
        {
            ChangeId = _messageId, FeedbackId = _feedbackId, ContractId = "contract-1", ClientId = "client-1",
            FreelancerId = "freelancer-1", ContractTitle = "Landing page", Visibility = FeedbackVisibilities.TakenDown,
            Previous = FeedbackVisibilities.Held, UndoneChangeId = _requestId, ChangedAt = _at,
        },
        new FeedbackReportDecided
        {
            ChangeId = _messageId, ReportId = _requestId, FeedbackId = _feedbackId, ContractId = "contract-1", ClientId = "client-1",
            FreelancerId = "freelancer-1", ContractTitle = "Landing page", Outcome = FeedbackReportStatuses.Upheld, DecidedAt = _at,
        },
        new GetFeedbackReports { Status = FeedbackReportStatuses.Open, PageSize = 20, Cursor = "cursor-1" },
        new FeedbackReports
        {
            Items =
            [
                new()
                {
                    ReportId = _messageId, Status = FeedbackReportStatuses.Dismissed, Reason = "It is about somebody else.",
                    ReportedAt = _at, ClosedAt = _at, Feedback = _feedback,
                    Actions =
                    [
                        new() { Action = ModerationActions.Dismiss, OperatorId = "ops-1", Note = "Asked both sides.", At = _at },
                    ],
                },
            ],
            Next = "cursor-2",
        },
        new GetAbuseSignals
        {
            Kind = AbuseSignalKinds.RatingPlea, Status = AbuseSignalStatuses.Open, FreelancerId = "freelancer-1", Since = _at,
            PageSize = 20, Cursor = "cursor-1",
        },
        new AbuseSignals { Items = [_signal], Next = "cursor-2" },
        new ReviewAbuseSignal { SignalId = _messageId, Note = "Nothing in it.", CallerId = "ops-1" },
        new AbuseSignalReviewed { Signal = _signal, Changed = true },
        new UnknownAbuseSignal { SignalId = _messageId },

        new GetRollout { Version = 2 },
        new SetRollout
        {
            Version = 2, Percentage = 12.5m, Freelancers = ["freelancer-1"], Cohorts = [_cohort], Note = "The first hundred",
            CallerId = "ops-1",
        },
        new RolloutView
        {
            Version = 3, Percentage = 12.5m, Freelancers = ["freelancer-1"], Cohorts = [_cohort], ChangedAt = _at, ChangedBy = "ops-1",
            Note = "The first hundred",
        },
        new RolloutNotFound { Version = 9 },
        new RolloutNotChanged
        {
            Version = 4,
            Reason = new RefusalReason { Code = RolloutRefusals.Changed, Detail = "Another change came first.", EndsAt = _at },
        },
        new GetRolloutReport { Since = _at, AsOf = _at },
        new RolloutReport
        {
            Since = _at, RefusalsSince = _at, AsOf = _at,
            Cohorts =
            [
                new()
                {
                    Cohort = "pilot", Accepted = 5, Waiting = 1, Concluded = 4, Answered = _share, Expired = _share, Closed = _share,
                    Declined = _share, MedianTimeToAnswer = _duration, NinetiethPercentileTimeToAnswer = _duration, Refused = _share,
                    Refusals = [new() { Code = RefusalCodes.RecentFeedback, Refused = _share }],
                },
            ],
        },
        new GetRolloutHistory { PageSize = 20, Cursor = "7" },
        new RolloutHistory
        {
            Items =
            [
                new()
                {
                    Version = 3, Percentage = 12.5m, FreelancerCount = 1,
                    Cohorts = [new() { Name = "pilot", Percentage = 5m, FreelancerCount = 1 }], ChangedAt = _at, ChangedBy = "ops-1",
                    Note = "The first hundred",
                },
            ],
            Next = "3",
        },

        new GetFeedbackOverview { AsOf = _at },
        new FeedbackOverview { Requests = new Dictionary<string, long> { [FeedbackRequestStatuses.Pending] = 1 },
            Reports = new Dictionary<string, long> { [FeedbackReportStatuses.Open] = 1 },
            Withheld = new Dictionary<string, long> { [FeedbackVisibilities.Held] = 1 },
            Signals = new Dictionary<string, long> { [AbuseSignalKinds.RatingPlea] = 1 }, Outbox = _outbox },
        new GetNotificationsOverview { AsOf = _at },
        new NotificationsOverview
        {
            Emails = new Dictionary<string, long> { ["sent"] = 1 },
            InAppMessages = new Dictionary<string, long> { ["unread"] = 1 },
            Webhooks = new Dictionary<string, long> { ["failed"] = 1 },
            Outbox = _outbox,
        },
    ];
}
