using Contracts.Messages;
using Crash.Broker;
using Crash.Ledger;
using Crash.Workload;
using TestKit.Servers;

namespace Crash.Tests.Ledger;

/// <summary>
/// The evidence of a small world in which all is well: one request answered, one expired, one closed, one declined, one waiting.
/// </summary>
internal static class TestData
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid Answered = new("00000000-0000-7000-8000-000000000001");
    public static readonly Guid Expired = new("00000000-0000-7000-8000-000000000002");
    public static readonly Guid Closed = new("00000000-0000-7000-8000-000000000003");
    public static readonly Guid Waiting = new("00000000-0000-7000-8000-000000000004");
    public static readonly Guid Feedback = new("00000000-0000-7000-8000-000000000005");
    public static readonly Guid Declined = new("00000000-0000-7000-8000-000000000006");

    private static readonly Guid[] _requests = [Answered, Expired, Closed, Declined, Waiting];

    public static Evidence SoundEvidence()
    {
        var databases = Databases();
        return new Evidence
        {
            At = Now,
            Plan = new WorkPlan
            {
                Steps = [new UpstreamStep(
                    TimeSpan.Zero, "end/1", EntryPoint.Http, new ContractEnded { EventId = "end", ContractId = "c-3", EndedAt = Now })],
            },
            Outcomes = [.. _requests.Select(id => Outcome(id, isRequest: true)), Outcome(Feedback, isRequest: false)],
            Commanded = [],
            Seen = [.. Events(databases)],
            Databases = databases,
            Mails = [.. databases.Deliveries.Select(delivery => Mail(delivery.MessageId!))],
            Waiting = new Dictionary<string, long>(),
            Errors = new Dictionary<string, IReadOnlyList<string>>(),
            UnderWay = [],
            Failed = [],
        };
    }

    public static SeenMessage Event(string type, Guid subject) => new("exchange", Guid.NewGuid(), null, type, subject, null);

    public static ReceivedMail Mail(string messageId) => new()
    {
        MessageId = messageId,
        Sender = "",
        Recipients = [],
        From = "",
        To = "",
        Subject = "",
        Text = null,
        Html = null,
        Headers = new Dictionary<string, string>(),
        Username = null,
    };

    public static CallOutcome Outcome(Guid id, bool isRequest)
    {
        var key = $"{id}/command";
        CommandStep step = isRequest
            ? new RequestStep(TimeSpan.Zero, key, EntryPoint.Http, "c", "freelancer") { CommandId = id }
            : new FeedbackStep(
                TimeSpan.Zero, key, EntryPoint.Http, "c", "client", WorkPlan.Ratings(new SeededRandom(1, "ratings")))
            { CommandId = id };
        return new CallOutcome(step, CallResult.Accepted, id);
    }

    private static Snapshot Databases()
    {
        var requests = new[]
        {
            Request(Answered, "c-1", "Answered", Now, Feedback), Request(Expired, "c-2", "Expired", Now.AddDays(-1)),
            Request(Closed, "c-3", "Closed", Now), Request(Declined, "c-5", "Declined", Now),
            Request(Waiting, "c-4", "Pending", Now.AddDays(1)),
        };
        var snapshot = new Snapshot
        {
            Requests = requests,
            Feedback = [new FeedbackRow(Feedback, "c-1", "freelancer", Answered, $"{Feedback}/command")],
            Contracts = [new ContractRow("c-3", "client", "freelancer", Now.AddDays(-60), Now)],
            Payments = [],
            FinalFeedback = [],
            Deliveries = [],
            Inbox = [],
            Addresses = new Dictionary<string, string?>(),
            Outbox = [new OutboxRow(
                "feedback", Guid.NewGuid(), "urn:message:FeedbackRequestExpiryDue", IsTimer: true, Now.AddDays(1), IsParked: false, 0)],
        };
        var notices = Notice.Due(snapshot).ToList();
        return snapshot with
        {
            Deliveries = [.. notices.Select((notice, number) => new DeliveryRow(
                notice.SourceId, notice.Kind, "email", notice.RecipientId, "delivered", $"<{number}@test>"))],
            Inbox = [.. notices.Select(notice => new InboxRow(Guid.NewGuid(), notice.SourceId, notice.Kind, notice.RecipientId))],
        };
    }

    private static RequestRow Request(Guid id, string contractId, string state, DateTimeOffset expiresAt, Guid? feedbackId = null) =>
        new(id, contractId, "client", "freelancer", state, expiresAt, feedbackId, $"{id}/command");

    private static IEnumerable<SeenMessage> Events(Snapshot databases) =>
    [
        .. _requests.Select(request => Event("FeedbackRequested", request)),
        Event("FeedbackProvided", Feedback),
        Event("FeedbackRequestExpired", Expired),
        Event("FeedbackRequestClosed", Closed),
        Event("FeedbackRequestDeclined", Declined),
        .. databases.Inbox.Select(message => Event("InAppMessageDelivered", message.MessageId)),
    ];
}
