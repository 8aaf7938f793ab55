using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TestKit;
using TestKit.Servers;

namespace Feedback.Saga.Tests.Erasure;

/// <summary>A client who has done all that leaves a trace, and the two ways to erase a person.</summary>
public abstract class ErasureSituation
{
    protected const string Client = "client-zoe-4711";
    protected const string Freelancer = "freelancer-max-4712";
    protected const string Operator = "operator-ida-4713";
    protected const string ClientName = "Zoë  Krüger";
    protected const string FreelancerName = "Max Liebermann";

    protected static string Pseudonym { get; } = FeedbackErasure.PseudonymOf(Client);

    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    /// <summary>By <c>ops erase-user</c>, and by the event <c>user-erased</c>.</summary>
    public static MatrixTheoryData<string, bool> Exits { get; } = new(["SQLite", "PostgreSQL"], [false, true]);

    protected static async Task<ProvideFeedback> GivenHistoryAsync(SagaService service)
    {
        await service.PublishAsync(TestData.Start(
            service.Now.AddDays(-60), client: Client, freelancer: Freelancer, title: $"Site of {ClientName}",
            clientSince: service.Now.AddDays(-70)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));
        await service.SendAsync<RolloutView>(new SetRollout
        {
            Version = 0,
            Freelancers = [Client, Freelancer],
            Cohorts = [new RolloutCohort { Name = "pilot", Percentage = 0, Freelancers = ["somebody", Freelancer, Client] }],
            Note = "Zoë Krüger and Max Liebermann asked for it",
            CallerId = Client,
        });
        await service.SendAsync<FeedbackRequestAccepted>(
            TestData.Request(service.Now, caller: Freelancer, message: "Dear Zoë Krüger, how was it? 5 stars? Max Liebermann"));
        var feedback = TestData.Feedback(
            service.Now, caller: Client, comment: "Thanks from Zoë Krüger, ZOE@example.org.",
            key: new IdempotencyKey { Key = "key-1", BodyHash = "hash" });
        await service.SendAsync<FeedbackAccepted>(feedback);
        await service.SendAsync<FeedbackRefused>(TestData.Feedback(service.Now, caller: Client));
        await service.SendAsync<FeedbackReportAccepted>(new ReportFeedback
        {
            ReportId = Guid.CreateVersion7(),
            ContractId = TestData.Contract,
            FeedbackId = $"{feedback.FeedbackId}",
            CallerId = Freelancer,
            Reason = "Zoë Krüger means somebody else.",
            ReportedAt = service.Now,
        });
        await service.SendAsync<FeedbackModerated>(new ModerateFeedback
        {
            FeedbackId = feedback.FeedbackId,
            Action = ModerationActions.Hold,
            Note = "Zoë Krüger was asked.",
            CallerId = Operator,
        });
        await Eventually.Until(() => service.ReadAsync(db => db.AbuseSignals.AnyAsync()));
        await service.SendAsync<AbuseSignalReviewed>(new ReviewAbuseSignal
        {
            SignalId = await service.ReadAsync(db => db.AbuseSignals.Select(signal => signal.SignalId).SingleAsync()),
            Note = "Zoë Krüger knows Max Liebermann.",
            CallerId = Operator,
        });
        await service.PublishAsync(TestData.FinalFeedback(service.Now, author: Client, recipient: Freelancer));
        await service.EventsAsync<FeedbackProvided>();
        await Eventually.Until(() => service.ReadAsync(async db => !await db.Set<OutboxMessage>().AnyAsync()));
        return feedback;
    }

    /// <summary>Messages that wait for the broker, for their instant, and for an operator.</summary>
    protected static Task GivenOutboxAsync(SagaService service) => service.ReadAsync(db =>
    {
        db.AddRange(Row(isTimer: false, parkedAt: null), Row(isTimer: true, parkedAt: null), Row(isTimer: false, parkedAt: service.Now));
        return db.SaveChangesAsync();

        OutboxMessage Row(bool isTimer, DateTimeOffset? parkedAt) => new()
        {
            Id = Guid.CreateVersion7(),
            Position = 0,
            EnqueuedAt = service.Now,
            DueAt = service.Now.AddDays(1),
            IsTimer = isTimer,
            NextAttemptAt = parkedAt is null ? service.Now.AddDays(1) : null,
            ParkedAt = parkedAt,
            Destination = "exchange:feedback-requested",
            MessageType = "urn:message:Contracts.Messages:FeedbackRequested",
            ContentType = "application/json",
            Body = System.Text.Encoding.UTF8.GetBytes(
                $$"""{"clientId":"{{Client}}","message":"Dear Zoë Krüger of zoe@example.org"}"""),
        };
    });

    protected static UserErased Erased(string userId, string? name = null, string? address = null) => new()
    {
        EventId = "e-1",
        UserId = userId,
        DisplayName = name,
        Email = address,
        ErasedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>As it comes from the profile system, and then from Notifications.</summary>
    protected static async Task EraseByEventAsync(SagaService service, string userId, string? name, string? address)
    {
        await service.PublishAsync(Erased(userId));
        await service.PublishAsync(Erased(userId, name, address));
        await PassedAsync(service, events: 2);
    }

    /// <summary>Returns when the events have come again, because what was under way has ended.</summary>
    protected static Task PassedAsync(SagaService service, int events) => service.AdvanceToAsync(
        service.Now.AddMinutes(1),
        async () => service.Harness.ConsumedSoFar<UserErased>().Count >= 2 * events
            && !await service.ReadAsync(db => db.Set<OutboxMessage>().AnyAsync(row => row.MessageType.EndsWith("UserErased"))));

    protected static Task<int> ExecuteAsync(SagaService service, string statement) =>
        service.ReadAsync(db => db.Database.ExecuteSqlRawAsync(statement));

    protected static bool Names(string line, params string[] words) =>
        words.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    protected static Task<SagaService> StartAsync(string database) =>
        database == "SQLite" ? SagaService.StartAsync() : SagaService.StartOnPostgresAsync();

    protected static Task<IReadOnlyList<string>> DumpAsync(SagaService service) => service.ReadAsync(DatabaseDump.ReadAsync);

    protected static Task<IReadOnlyDictionary<string, long>> EraseAsync(
        SagaService service, string userId, string? name, string? address, bool dryRun = false) =>
        service.Services.GetRequiredService<FeedbackErasure>()
            .EraseAsync(userId, name, address, dryRun, TestContext.Current.CancellationToken);
}
