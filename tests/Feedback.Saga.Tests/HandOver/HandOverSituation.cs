using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Tests.HandOver;

/// <summary>A contract with mid-contract feedback, and what the end-of-contract feedback system learns of it.</summary>
internal static class HandOverSituation
{
    public static TheoryData<string> Databases => ["SQLite", "PostgreSQL"];

    public static Task<SagaService> StartAsync(string database) =>
        database == "SQLite" ? SagaService.StartAsync() : SagaService.StartOnPostgresAsync();

    /// <summary>The client provides feedback now, with all ratings the same.</summary>
    public static async Task<Guid> ProvidedAsync(
        this SagaService service, int rating, string? comment = null, DateTimeOffset? at = null, string contract = TestData.Contract)
    {
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1), contract));
        var command = TestData.Feedback(at ?? service.Now, contract, ratings: TestData.AllRated(rating), comment: comment);
        await service.SendAsync<FeedbackAccepted>(command);
        return command.FeedbackId;
    }

    /// <summary>A contract on which the client provided feedback 40 days ago, and now.</summary>
    public static async Task<(Guid First, Guid Second)> GivenSeriesAsync(this SagaService service, string contract = TestData.Contract)
    {
        await service.GivenEligibleContractAsync(contract);
        var first = await service.ProvidedAsync(3, "A slow start.", contract: contract);
        service.Clock.AdjustTime(service.Now.AddDays(40));
        var second = await service.ProvidedAsync(5, "Much better.", contract: contract);
        return (first, second);
    }

    public static Task<MidContractFeedbackSeries> SeriesAsync(this SagaService service, string contract = TestData.Contract) =>
        service.SendAsync<MidContractFeedbackSeries>(new GetMidContractFeedback { ContractId = contract });

    /// <summary>What was handed over, the latest last.</summary>
    public static async Task<IReadOnlyList<MidContractFeedbackHandedOver>> HandedOverAsync(this SagaService service) =>
        [.. (await service.EventsAsync<MidContractFeedbackHandedOver>()).OrderBy(handedOver => handedOver.HandedOverAt)];

    public static Task<DateTimeOffset?> HandedOverAtAsync(this SagaService service) =>
        service.ReadAsync(db => db.Contracts.AsNoTracking().Select(contract => contract.HandedOverAt).SingleAsync());

    public static MidContractFeedbackItem Item(Guid feedback, DateTimeOffset at, int rating, string? comment, Guid? request = null) => new()
    {
        FeedbackId = feedback,
        RequestId = request,
        ProvidedAt = at,
        Visibility = FeedbackVisibilities.Visible,
        Ratings = TestData.AllRated(rating),
        Score = rating,
        Comment = comment,
    };

    public static MidContractFeedbackItem Withheld(this MidContractFeedbackItem item, string visibility) =>
        item with { Visibility = visibility, Ratings = null, Score = null, Comment = null };
}
