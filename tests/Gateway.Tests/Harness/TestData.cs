using Contracts.Messages;
using TestKit;

namespace Gateway.Tests.Harness;

/// <summary>What the scripted services respond, and how it stands on the wire.</summary>
internal static class TestData
{
    public const string ContractId = "c-1";
    public const string Client = "clara";
    public const string Freelancer = "felix";

    public static readonly Guid RequestId = new("019c0000-0000-7000-8000-000000000001");
    public static readonly Guid FeedbackId = new("019c0000-0000-7000-8000-000000000002");
    public static readonly Guid MessageId = new("019c0000-0000-7000-8000-000000000003");

    public static readonly DateTimeOffset Start = new(2026, 1, 10, 8, 30, 0, TimeSpan.Zero);

    public static readonly ContractView Contract = new()
    {
        ContractId = ContractId,
        Title = "Web shop",
        ClientId = Client,
        FreelancerId = Freelancer,
        StartedAt = Start,
        LastPaymentAt = Start.AddDays(20).AddMicroseconds(120),
    };

    public static readonly FeedbackRatings Ratings = new()
    {
        Skills = 5,
        Quality = 4,
        Availability = 3,
        Deadlines = 2,
        Communication = 1,
        Cooperation = 5,
    };

    public static readonly FeedbackView MidContract = new()
    {
        FeedbackId = FeedbackId.ToString(),
        ContractId = ContractId,
        Kind = FeedbackKinds.MidContract,
        RequestId = RequestId,
        AuthorId = Client,
        RecipientId = Freelancer,
        Ratings = Ratings,
        Score = 3.33m,
        Comment = "Good so far",
        ProvidedAt = Start.AddDays(40),
        CountsTowardJobSuccessScore = false,
    };

    public static readonly FeedbackView EndOfContract = new()
    {
        FeedbackId = "eoc-1",
        ContractId = ContractId,
        Kind = FeedbackKinds.EndOfContract,
        AuthorId = Client,
        RecipientId = Freelancer,
        Score = 4.5m,
        ProvidedAt = Start.AddDays(60),
        CountsTowardJobSuccessScore = true,
    };

    public static readonly FeedbackRequestView Request = new()
    {
        RequestId = RequestId,
        ContractId = ContractId,
        Status = FeedbackRequestStatuses.Pending,
        Message = "How am I doing?",
        RequestedAt = Start.AddDays(30),
        ExpiresAt = Start.AddDays(44),
    };

    public static readonly RefusalReason TooYoung = new()
    {
        Code = RefusalCodes.ContractTooYoung,
        Detail = "The contract started less than 30 days ago.",
        EndsAt = Start.AddDays(30),
    };

    public static readonly RefusalReason NoPayment = new()
    {
        Code = RefusalCodes.NoRecentPayment,
        Detail = "No payment in the last 30 days.",
    };

    public static readonly FeedbackActions Actions = new()
    {
        RequestFeedback = new ActionView { Allowed = false, Reasons = [TooYoung, NoPayment] },
        GiveFeedback = new ActionView { Allowed = true, Reasons = [] },
        DeclineRequest = new ActionView { Allowed = true, Reasons = [] },
    };

    public static readonly FeedbackPolicyView Policy = new()
    {
        MinimumContractAge = TimeSpan.FromDays(30),
        PaymentWindow = TimeSpan.FromDays(30),
        FeedbackInterval = TimeSpan.FromDays(30),
        RequestWindow = TimeSpan.FromHours(36),
        CommentMaxLength = 5000,
        MessageMaxLength = 1000,
        LongestAskAgain = TimeSpan.FromDays(60),
        RatingWeights = new RatingWeightsView
        {
            Skills = 1,
            Quality = 2.5m,
            Availability = 1,
            Deadlines = 1,
            Communication = 1,
            Cooperation = 1,
        },
    };

    public const string PolicyJson = """
        {"minimumContractAge":"P30D","paymentWindow":"P30D","feedbackInterval":"P30D","requestWindow":"P1DT12H",
        "commentMaxLength":5000,"messageMaxLength":1000,"longestAskAgain":"P60D","reasonMaxLength":2000,
        "ratingWeights":{"skills":1,"quality":2.5,"availability":1,"deadlines":1,"communication":1,"cooperation":1}}
        """;

    /// <summary>The client has a profile; nobody else has.</summary>
    public static DisplayNames NamesFor(GetDisplayNames query) => new()
    {
        Items = [.. query.UserIds.Where(id => id == Client).Select(id => new DisplayName { UserId = id, Name = "Clara Client" })],
    };

    public static readonly Deliveries Deliveries = new()
    {
        Items =
        [
            new DeliveryView
            {
                DeliveryId = new Guid("5f1d2c3b-0000-5000-8000-000000000001"),
                RequestId = RequestId,
                Channel = "email",
                Notice = NoticeKinds.FeedbackRequested,
                RecipientId = Client,
                Status = "delivered",
                Attempts = 2,
                At = Start.AddDays(30).AddSeconds(1),
            },
        ],
    };

    public const string ContractJson = """
        {"contractId":"c-1","title":"Web shop","clientId":"clara","clientName":"Clara Client",
        "freelancerId":"felix","freelancerName":"felix","agencyId":null,"agencyName":null,
        "startedAt":"2026-01-10T08:30:00Z","endedAt":null,"lastPaymentAt":"2026-01-30T08:30:00.00012Z"}
        """;

    public const string MidContractJson = """
        {"feedbackId":"019c0000-0000-7000-8000-000000000002","contractId":"c-1","kind":"mid-contract",
        "requestId":"019c0000-0000-7000-8000-000000000001","authorId":"clara","authorName":"Clara Client","recipientId":"felix","recipientName":"felix",
        "ratings":{"skills":5,"quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5},
        "score":3.33,"comment":"Good so far","providedAt":"2026-02-19T08:30:00Z","countsTowardJobSuccessScore":false,
        "visibility":"visible","report":null}
        """;

    public const string EndOfContractJson = """
        {"feedbackId":"eoc-1","contractId":"c-1","kind":"end-of-contract","requestId":null,"authorId":"clara",
        "authorName":"Clara Client","recipientId":"felix","recipientName":"felix",
        "ratings":null,"score":4.5,"comment":null,"providedAt":"2026-03-11T08:30:00Z","countsTowardJobSuccessScore":true,
        "visibility":"visible","report":null}
        """;

    public const string DeliveriesJson = """
        [{"deliveryId":"5f1d2c3b-0000-5000-8000-000000000001","channel":"email","notice":"feedback-requested",
        "recipientId":"clara","status":"delivered","attempts":2,"at":"2026-02-09T08:30:01Z","reason":null}]
        """;

    public const string ActionsJson = """
        {"requestFeedback":{"allowed":false,"reasons":[
        {"code":"contract-too-young","detail":"The contract started less than 30 days ago.","endsAt":"2026-02-09T08:30:00Z"},
        {"code":"no-recent-payment","detail":"No payment in the last 30 days.","endsAt":null}]},
        "giveFeedback":{"allowed":true,"reasons":[]},"declineRequest":{"allowed":true,"reasons":[]}}
        """;

    public static string RequestJson(string deliveries = DeliveriesJson) => $$"""
        {"requestId":"019c0000-0000-7000-8000-000000000001","contractId":"c-1","status":"pending","message":"How am I doing?",
        "requestedAt":"2026-02-09T08:30:00Z","expiresAt":"2026-02-23T08:30:00Z","endedAt":null,"askAgainFrom":null,
        "feedbackId":null,"deliveries":{{deliveries}}}
        """;

    public static readonly string ClientToken = Tokens.For(Client);

    public static readonly string FreelancerToken = Tokens.For(Freelancer);

    public const string GoodFeedback = """
        {"ratings":{"skills":5,"quality":4,"availability":3,"deadlines":2,"communication":1,"cooperation":5},"comment":"Good so far"}
        """;
}
