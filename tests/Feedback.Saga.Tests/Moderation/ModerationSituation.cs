using Contracts.Messages;
using Feedback.Saga.Moderation;
using Feedback.Saga.Persistence;
using Feedback.Saga.Tests.Support;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Feedback.Saga.Tests.Moderation;

/// <summary>Feedback that was provided, and what freelancers and operators do with it.</summary>
internal static class ModerationSituation
{
    public const string Operator = "olga";

    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    public static Task<SagaService> StartAsync(string database) =>
        database == "SQLite" ? SagaService.StartAsync() : SagaService.StartOnPostgresAsync();

    /// <summary>An eligible contract on which the client provides feedback now.</summary>
    public static async Task<Guid> GivenFeedbackAsync(this SagaService service, string contract = TestData.Contract, string? agency = null)
    {
        await service.GivenEligibleContractAsync(contract, agency: agency);
        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, contract, comment: "Slow and rude."));
        return Guid.Parse(accepted.Feedback.FeedbackId);
    }

    public static ReportFeedback Report(
        this SagaService service, Guid feedback, string contract = TestData.Contract, string caller = TestData.Freelancer,
        string reason = "It is about somebody else.", Guid? id = null, IdempotencyKey? key = null) => new()
        {
            ReportId = id ?? Guid.CreateVersion7(),
            ContractId = contract,
            FeedbackId = feedback.ToString(),
            CallerId = caller,
            Reason = reason,
            ReportedAt = service.Now,
            Idempotency = key,
        };

    public static Task<FeedbackReportAccepted> ReportAsync(
        this SagaService service, Guid feedback, string contract = TestData.Contract) =>
        service.SendAsync<FeedbackReportAccepted>(service.Report(feedback, contract));

    public static ModerateFeedback Moderation(Guid feedback, string action, string? note = null) =>
        new() { FeedbackId = feedback, Action = action, Note = note, CallerId = Operator };

    public static Task<FeedbackModerated> ModerateAsync(
        this SagaService service, Guid feedback, string action, string? note = null) =>
        service.SendAsync<FeedbackModerated>(Moderation(feedback, action, note));

    /// <summary>Has the service decide about a report without a bus, and commits.</summary>
    public static async Task<object> DecideAsync(this SagaService service, ReportFeedback report)
    {
        await using var scope = service.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        await using var write = await db.BeginWriteAsync(TestContext.Current.CancellationToken);
        var response = await scope.ServiceProvider.GetRequiredService<FeedbackReporting>()
            .ReportAsync(db, report, TestContext.Current.CancellationToken);
        await write.SaveAndCommitAsync(TestContext.Current.CancellationToken);
        return response;
    }

    public static Task<FeedbackReport> ReportOfAsync(this SagaService service, Guid feedback) =>
        service.ReadAsync(db => db.FeedbackReports.AsNoTracking().SingleAsync(report => report.FeedbackId == feedback));

    public static Task<List<ModerationRecord>> TraceAsync(this SagaService service, Guid feedback) =>
        service.ReadAsync(db => db.Moderations.AsNoTracking()
            .Where(record => record.FeedbackId == feedback).OrderBy(record => record.At).ToListAsync());
}
