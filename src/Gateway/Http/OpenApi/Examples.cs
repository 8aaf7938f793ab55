using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Feedback;
using Gateway.Http.Problems;
using Gateway.Http.RateLimits;
using Gateway.Inbox;
using Gateway.Moderation;
using Gateway.Operations;
using Gateway.Profiles;
using Gateway.Requests;
using Gateway.Signals;
using Gateway.Upstream;
using Gateway.Webhooks;
using Gateway.WorkHistory;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Gateway.Http.OpenApi;

/// <summary>An example of each schema that is sent or received, written as the gateway writes it.</summary>
internal sealed class Examples(JsonSerializerOptions json)
{
    private const string ContractId = "c-website-redesign";
    private const string ClientId = "u-maria";
    private const string FreelancerId = "u-ana";

    private static readonly DateTimeOffset _startedAt = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _paidAt = new(2026, 2, 20, 16, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _requestedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _expiresAt = _requestedAt.AddDays(14);
    private static readonly DateTimeOffset _providedAt = new(2026, 3, 4, 8, 15, 30, TimeSpan.Zero);
    private static readonly Guid _requestId = new("019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e01");
    private static readonly Guid _feedbackId = new("019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e02");
    private static readonly Guid _messageId = new("019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e03");
    private static readonly Guid _deliveryId = new("019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e04");
    private static readonly Guid _webhookId = new("019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e06");

    private static readonly Guid _reportId = new("019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e05");

    private static readonly FeedbackRatings _ratings =
        new() { Skills = 5, Quality = 4, Availability = 5, Deadlines = 3, Communication = 5, Cooperation = 4 };

    private static readonly ContractView _contractView = new()
    {
        ContractId = ContractId,
        Title = "Website redesign",
        ClientId = ClientId,
        FreelancerId = FreelancerId,
        AgencyId = null,
        StartedAt = _startedAt,
        EndedAt = null,
        LastPaymentAt = _paidAt,
    };

    private static readonly FeedbackView _feedbackView = new()
    {
        FeedbackId = $"{_feedbackId}",
        ContractId = ContractId,
        Kind = FeedbackKinds.MidContract,
        RequestId = _requestId,
        AuthorId = ClientId,
        RecipientId = FreelancerId,
        Ratings = _ratings,
        Score = 4.33m,
        Comment = "Clear plans, careful work.",
        ProvidedAt = _providedAt,
        CountsTowardJobSuccessScore = false,
    };

    private static readonly MidContractFeedbackItem _item = new()
    {
        FeedbackId = _feedbackId,
        RequestId = _requestId,
        ProvidedAt = _providedAt,
        Visibility = FeedbackVisibilities.Visible,
        Ratings = _ratings,
        Score = 4.33m,
        Comment = "Clear plans, careful work.",
    };

    private static readonly TrendPoint _point = new()
    {
        Kind = FeedbackKinds.MidContract,
        At = _providedAt,
        Score = 4.33m,
        FeedbackId = $"{_feedbackId}",
        Ratings = _ratings,
    };

    private static readonly FeedbackRequestView _requestView = new()
    {
        RequestId = _requestId,
        ContractId = ContractId,
        Status = FeedbackRequestStatuses.Pending,
        Message = "Half of the pages are done. How is it going for you?",
        RequestedAt = _requestedAt,
        ExpiresAt = _expiresAt,
    };

    private static readonly NotificationPreferences _preferences = new()
    {
        Items =
        [
            .. NoticeKinds.All.Select(kind => new NotificationPreference
            {
                Kind = kind,
                Email = kind == NoticeKinds.FeedbackRequested ? EmailModes.Digest : EmailModes.On,
            }),
        ],
        DisplayName = "Clara Meier",
        Locale = "de-CH",
        TimeZone = "Europe/Zurich",
    };

    private static readonly Deliveries _deliveries = new()
    {
        Items =
        [
            new()
            {
                DeliveryId = _deliveryId,
                Channel = DeliveryChannels.Email,
                Notice = NoticeKinds.FeedbackRequested,
                RecipientId = ClientId,
                Status = DeliveryStatuses.Delivered,
                Attempts = 1,
                At = _requestedAt.AddSeconds(2),
            },
        ],
    };

    private static readonly Names _names =
        new(new Dictionary<string, string> { [ClientId] = "Maria Rossi", [FreelancerId] = "Ana Petrova" });

    private static readonly ContractDto _contract = ContractDto.From(_contractView, _names);
    private static readonly FeedbackDto _feedback = FeedbackDto.From(_feedbackView, _names);
    private static readonly FeedbackRequestDto _request = FeedbackRequestDto.From(_requestView, _deliveries.Items);

    private static readonly PolicyDto _policy = PolicyDto.From(new FeedbackPolicyView
    {
        MinimumContractAge = TimeSpan.FromDays(30),
        PaymentWindow = TimeSpan.FromDays(30),
        FeedbackInterval = TimeSpan.FromDays(30),
        RequestWindow = TimeSpan.FromDays(14),
        CommentMaxLength = 5000,
        MessageMaxLength = 1000,
        LongestAskAgain = TimeSpan.FromDays(60),
        RatingWeights = new() { Skills = 1, Quality = 1, Availability = 1, Deadlines = 1, Communication = 1, Cooperation = 1 },
    });

    private static readonly RefusalReason _waits = new()
    {
        Code = RefusalCodes.RequestPending,
        Detail = "A request already waits for the client's answer.",
        EndsAt = _expiresAt,
    };

    private static readonly FeedbackActions _actions = new()
    {
        RequestFeedback = new ActionView { Allowed = false, Reasons = [_waits] },
        GiveFeedback = new ActionView { Allowed = false, Reasons = [] },
        DeclineRequest = new ActionView { Allowed = false, Reasons = [] },
    };

    private static readonly InboxMessage _message = new()
    {
        MessageId = _messageId,
        Kind = NoticeKinds.FeedbackReceived,
        Text = "You have new feedback on Website redesign.",
        ContractId = ContractId,
        Link = $"/#/contracts/{ContractId}",
        CreatedAt = _providedAt,
        ReadAt = null,
    };

    private static readonly OutboxOverview _outbox =
        new() { Waiting = 0, OldestAt = null, Timers = 3, OverdueTimers = 0, Parked = 0 };

    private static readonly OverviewResponse _overview = new(
        _requestedAt,
        new FeedbackOverview
        {
            Requests = new Dictionary<string, long> { [FeedbackRequestStatuses.Pending] = 3 },
            Reports = new Dictionary<string, long> { [FeedbackReportStatuses.Open] = 1 },
            Withheld = new Dictionary<string, long> { [FeedbackVisibilities.Held] = 1 },
            Signals = new Dictionary<string, long> { [AbuseSignalKinds.RatingPlea] = 1 },
            Outbox = _outbox,
        },
        new NotificationsOverview
        {
            Emails = new Dictionary<string, long> { [DeliveryStatuses.Delivered] = 12 },
            InAppMessages = new Dictionary<string, long> { ["read"] = 7, ["unread"] = 5 },
            Webhooks = new Dictionary<string, long> { [WebhookStatuses.Delivered] = 120, [WebhookStatuses.Failed] = 1 },
            Outbox = _outbox,
        },
        [new QueueDepth("request-feedback", Messages: 0, Errors: 0, Skipped: null, Unacknowledged: 1)],
        new Dictionary<string, string>());

    private static readonly ListedDeliveryDto _failedEmail = new(
        _deliveryId,
        NoticeKinds.FeedbackRequested,
        DeliveryChannels.Email,
        DeliveryStatuses.Failed,
        Attempts: 9,
        _requestedAt.AddDays(5),
        "smtp-451: try again later",
        _requestId,
        ContractId,
        ClientId);

    private static readonly FeedbackReportDto _report = FeedbackReportDto.From(
        new FeedbackReportView
        {
            ReportId = _reportId,
            Status = FeedbackReportStatuses.Open,
            Reason = "The comment is about somebody else.",
            ReportedAt = _providedAt.AddDays(1),
            ClosedAt = null,
            Feedback = _feedbackView with { Visibility = FeedbackVisibilities.Held },
            Actions =
            [
                new()
                {
                    Action = ModerationActions.Hold,
                    OperatorId = "u-olga",
                    Note = "Asked both sides.",
                    At = _providedAt.AddDays(2),
                },
            ],
        },
        _names);

    private static readonly AbuseSignalDto _signal = AbuseSignalDto.From(
        new AbuseSignalView
        {
            SignalId = Guid.Parse("9f2c1a4e-6a10-4c3e-8f00-2b1d5a7c9e05"),
            Kind = AbuseSignalKinds.AskedNearRefund,
            Status = AbuseSignalStatuses.Reviewed,
            ContractId = ContractId,
            FreelancerId = FreelancerId,
            ClientId = ClientId,
            RequestId = _requestId,
            At = _requestedAt,
            Evidence = new AbuseSignalEvidence
            {
                PaymentId = "pay-1",
                PaymentAt = _requestedAt.AddHours(-2),
                Window = TimeSpan.FromDays(1),
            },
            ReviewedAt = _providedAt,
            ReviewedBy = "u-olga",
            Note = "The refund was for hours that were booked twice.",
        });

    private static readonly RolloutView _rollout = new()
    {
        Version = 4,
        Percentage = 25,
        Freelancers = [FreelancerId],
        Cohorts = [new RolloutCohort { Name = "pilot", Percentage = 0, Freelancers = ["u-ben"] }],
        ChangedAt = _providedAt,
        ChangedBy = "u-olga",
        Note = "The pilot went well.",
    };

    private static readonly RolloutReport _rolloutReport = new()
    {
        Since = _startedAt,
        RefusalsSince = _startedAt,
        AsOf = _expiresAt,
        Cohorts =
        [
            new RolloutCohortReport
            {
                Cohort = "pilot",
                Accepted = 300,
                Waiting = 30,
                Concluded = 263,
                Answered = new RolloutShare { Count = 171, Of = 263, Share = 0.6502, Low = 0.5907, High = 0.7053 },
                Expired = new RolloutShare { Count = 81, Of = 263, Share = 0.308, Low = 0.2553, High = 0.3662 },
                Closed = new RolloutShare { Count = 11, Of = 263, Share = 0.0418, Low = 0.0235, High = 0.0733 },
                Declined = new RolloutShare { Count = 0, Of = 263, Share = 0, Low = 0, High = 0.0144 },
                MedianTimeToAnswer = new RolloutDuration { Seconds = 93_600, LowSeconds = 86_400, HighSeconds = 104_400 },
                NinetiethPercentileTimeToAnswer = new RolloutDuration { Seconds = 604_800, LowSeconds = 518_400, HighSeconds = 777_600 },
                Refused = new RolloutShare { Count = 20, Of = 320, Share = 0.0625, Low = 0.0408, High = 0.0946 },
                Refusals =
                [
                    new RolloutRefusalShare
                    {
                        Code = RefusalCodes.RecentFeedback,
                        Refused = new RolloutShare { Count = 20, Of = 320, Share = 0.0625, Low = 0.0408, High = 0.0946 },
                    },
                ],
            },
        ],
    };

    private static readonly FailedMessageDto _failedMessage = new(
        "notifications-email",
        $"{_messageId}",
        "urn:message:Contracts.Messages:SendEmail",
        "System.InvalidOperationException",
        "The delivery has no such attempt.",
        "2026-03-01T12:00:02Z");

    private static readonly WebhookView _webhook = new()
    {
        WebhookId = _webhookId,
        Name = "CRM",
        Url = "https://crm.example.com/hooks/feedback",
        Events = [WebhookEvents.Provided, WebhookEvents.VisibilityChanged],
        State = WebhookStates.Enabled,
        IsGone = false,
        PreviousSecretUntil = null,
        CreatedAt = _requestedAt,
        CreatedBy = "olga",
        ChangedAt = _requestedAt,
        ChangedBy = "olga",
        Deliveries = new Dictionary<string, long> { [WebhookStatuses.Delivered] = 120, [WebhookStatuses.Failed] = 1 },
        WaitingSince = null,
    };

    private static readonly WebhookDeliveryView _webhookDelivery = new()
    {
        DeliveryId = _deliveryId,
        WebhookId = _webhookId,
        Event = WebhookEvents.Provided,
        SourceId = _feedbackId,
        ContractId = ContractId,
        Status = WebhookStatuses.Failed,
        Attempts = 10,
        CreatedAt = _providedAt,
        At = _providedAt.AddHours(80),
        NextAt = null,
        Reason = "http-503",
    };

    private static readonly object[] _bodies =
    [
        new AddWebhookBody(_webhook.Name, _webhook.Url, _webhook.Events),
        new WebhooksResponse([_webhook]),
        new ChangedWebhookResponse(_webhook, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=", DeliveryId: null, Changed: true),
        new WebhookDeliveriesResponse([_webhookDelivery], Next: null),
        new ReplayedWebhookDeliveriesResponse(Replayed: 12, HasMore: false),
        new RequestFeedbackBody("Half of the pages are done. How is it going for you?"),
        new DeclineFeedbackRequestBody(_expiresAt.AddDays(20)),
        new ProvideFeedbackBody(_ratings, "Clear plans, careful work."),
        new RequestAcceptedResponse(_requestId, ContractId, FeedbackRequestStatuses.Pending, _requestedAt, _expiresAt),
        _request,
        new FeedbackTabResponse(_contract, [_feedback], [_point], _request, [_request], _actions, _policy),
        _feedback,
        new MyContractsResponse([new MyContractDto(_contract, ContractRoles.Freelancer, _request, _feedback, _actions)], Next: null),
        new WorkHistoryResponse(
            FreelancerId,
            _names.Of(FreelancerId),
            [new WorkHistoryItemDto(PublicContractDto.From(_contractView), [_feedback])],
            Next: null),
        new MessagesResponse([MessageDto.From(_message)], UnreadCount: 1, Next: null),
        _preferences,
        new NotificationPreferencesBody([_preferences.Items[0]]),
        _preferences.Items[0],
        new AcceptedResponse(1),
        new MidContractFeedbackResponse(UpstreamContractDto.From(_contractView with { EndedAt = _expiresAt }), [_item]),
        new ReleasedDeliveryResponse(_deliveryId, DeliveryStatuses.Retrying, Attempts: 4),
        new DeliveriesResponse([_failedEmail], Next: null),
        new ReleasedDeliveriesResponse(Released: 12, Refused: 1, HasMore: false),
        new ReportFeedbackBody("The comment is about somebody else."),
        new FeedbackReportAcceptedResponse(
            _reportId, _feedbackId, ContractId, FeedbackReportStatuses.Open, _providedAt.AddDays(1)),
        new FeedbackReportsResponse([_report], Next: null),
        new ModerationBody("Asked both sides."),
        new AbuseSignalsResponse([_signal], Next: null),
        new ReviewSignalBody("The refund was for hours that were booked twice."),
        new ReviewedSignalResponse(_signal, Changed: true),
        new ModeratedFeedbackResponse(
            _feedbackId, ContractId, FeedbackVisibilities.Held, FeedbackReportStatuses.Open, Changed: true),
        new StoryResponse(
            [
                new StoryEntryDto(
                    _requestedAt,
                    "feedback-requested",
                    $"{_requestId}",
                    JsonSerializer.SerializeToElement(new { freelancerId = FreelancerId, clientId = ClientId, expiresAt = _expiresAt })),
            ],
            IsShortened: false,
            new Dictionary<string, string>()),
        new ParkedRowsResponse(
            [
                new ParkedRowDto(
                    Outboxes.Feedback,
                    _feedbackId,
                    _messageId,
                    "urn:message:Contracts.Messages:FeedbackRequested",
                    "exchange:feedback-requested",
                    Attempts: 10,
                    "MassTransit.MessageNotConfirmedException",
                    _requestedAt),
            ],
            HasMore: false,
            new Dictionary<string, string>()),
        new FailedMessagesResponse([_failedMessage], HasMore: false, new Dictionary<string, string>()),
        new FailedMessageDetailsResponse(_failedMessage, "   at Notifications.Email.SendEmailConsumer.Consume()", "{ \"attempt\": 1 }"),
        new ChangedResponse(1),
        _rollout,
        _rolloutReport,
        new RolloutBody(Version: 3, Percentage: 25, Freelancers: null, Cohorts: null, Note: "The pilot went well."),
        new RolloutHistory
        {
            Items =
            [
                new RolloutVersionSummary
                {
                    Version = 4,
                    Percentage = 25,
                    FreelancerCount = 1,
                    Cohorts = [new RolloutCohortSummary { Name = "pilot", Percentage = 0, FreelancerCount = 1 }],
                    ChangedAt = _providedAt,
                    ChangedBy = "u-olga",
                    Note = "The pilot went well.",
                },
            ],
            Next = null,
        },
        _overview,
    ];

    private static readonly object[] _events =
    [
        new ContractStarted
        {
            EventId = "evt-1",
            ContractId = ContractId,
            ClientId = ClientId,
            FreelancerId = FreelancerId,
            AgencyId = null,
            Title = "Website redesign",
            StartedAt = _startedAt,
            ClientSince = _startedAt.AddYears(-3),
        },
        new PaymentMade
        {
            EventId = "evt-2",
            PaymentId = "pay-1",
            ContractId = ContractId,
            Amount = 1250.50m,
            Currency = "EUR",
            PaidAt = _paidAt,
            Kind = PaymentKinds.Regular,
        },
        new PaymentReversed { EventId = "evt-3", PaymentId = "pay-1", ContractId = ContractId, ReversedAt = _requestedAt },
        new ContractEnded { EventId = "evt-4", ContractId = ContractId, EndedAt = _providedAt },
        new EndOfContractFeedbackGiven
        {
            EventId = "evt-5",
            FeedbackId = "f-1",
            ContractId = ContractId,
            AuthorId = ClientId,
            RecipientId = FreelancerId,
            Score = 4.5m,
            Comment = "A pleasure.",
            GivenAt = _providedAt,
        },
        new UserProfileChanged
        {
            EventId = "evt-6",
            UserId = ClientId,
            DisplayName = "Maria Rossi",
            Email = "maria@example.com",
            Locale = "it",
            TimeZone = "Europe/Rome",
            ChangedAt = _startedAt,
        },
        new UserErased { EventId = "evt-7", UserId = ClientId, DisplayName = null, Email = null, ErasedAt = _providedAt },
    ];

    /// <summary>Examples by name, for the schema that <see cref="SchemaNames"/> calls so; none where nobody has written one.</summary>
    public IDictionary<string, IOpenApiExample> Of(string schema)
    {
        if (schema == SchemaNames.Of(typeof(CloudEventBody)))
            return _events.ToDictionary(UpstreamEventReader.TypeOf, IOpenApiExample (upstream) => Example(AsCloudEvent(upstream)));

        return _bodies
            .Where(example => SchemaNames.Of(example.GetType()) == schema)
            .ToDictionary(_ => "example", IOpenApiExample (example) => Example(JsonOf(example)));
    }

    /// <summary>An upstream event of that type; null for any other type.</summary>
    public static object? OfUpstream(Type type) => Array.Find(_events, upstream => upstream.GetType() == type);

    /// <summary>The problems that have this status, by the last word of their type.</summary>
    public IDictionary<string, IOpenApiExample> OfProblems(int status) =>
        Problems(status).ToDictionary(problem => problem.Type!.Split(':')[^1], IOpenApiExample (problem) => Example(problem));

    /// <summary>One event of a stream of messages.</summary>
    public string OfStream() => MessageStream.EventOf(_message, json);

    private static IEnumerable<ProblemDetails> Problems(int status) => status switch
    {
        StatusCodes.Status400BadRequest =>
            [KnownProblems.Invalid([new("ratings.skills", ["must be a whole number from 1 to 5"])])],
        StatusCodes.Status403Forbidden => [KnownProblems.NotPermitted(ContractRoles.Freelancer)],
        StatusCodes.Status404NotFound => [KnownProblems.NoContract()],
        StatusCodes.Status409Conflict => [KnownProblems.Refused([_waits])],
        StatusCodes.Status422UnprocessableEntity => [KnownProblems.IdempotencyKeyReused()],
        StatusCodes.Status429TooManyRequests =>
            [KnownProblems.TooMany(LimitNames.Commands, "You may request or provide feedback 60 times a minute.", TimeSpan.FromSeconds(5))],
        StatusCodes.Status500InternalServerError => [KnownProblems.InternalError()],
        StatusCodes.Status503ServiceUnavailable => [KnownProblems.Unavailable(), KnownProblems.Overloaded()],
        _ => [KnownProblems.ForStatus(status, new DefaultHttpContext { Request = { ContentType = "text/plain" } }.Request)],
    };

    private OpenApiExample Example(ProblemDetails problem)
    {
        problem.Extensions["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736";
        return Example(JsonOf(problem));
    }

    private static OpenApiExample Example(JsonNode example) => new OpenApiExample { Value = example };

    private JsonObject AsCloudEvent(object upstream)
    {
        var data = JsonOf(upstream).AsObject();
        data.Remove("eventId", out var id);
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = "/contracts",
            ["type"] = UpstreamEventReader.TypeOf(upstream),
            ["data"] = data,
        };
    }

    private JsonNode JsonOf(object example) => JsonSerializer.SerializeToNode(example, example.GetType(), json)!;
}
