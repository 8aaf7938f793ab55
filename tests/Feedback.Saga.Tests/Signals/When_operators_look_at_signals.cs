using Contracts.Messages;
using Feedback.Saga.Operations;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Feedback.Saga.Tests.Signals;

public sealed class When_operators_look_at_signals
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R67_Should_list_them_the_newest_first_page_by_page(string database)
    {
        await using var service = await SignalSituation.StartAsync(database);
        for (var number = 1; number <= 5; number++)
            await GivenPleaAsync(service, $"contract-{number}", service.Now.AddMinutes(-(number / 2)), $"freelancer-{number % 2}");

        var all = await ListAsync(service, new GetAbuseSignals { PageSize = 50 });
        var paged = new List<AbuseSignalView>();
        string? cursor = null;
        do
        {
            var page = await ListAsync(service, new GetAbuseSignals { PageSize = 2, Cursor = cursor });
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            paged.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        all.Items.Select(signal => signal.At).ShouldBe(all.Items.Select(signal => signal.At).OrderDescending());
        paged.Select(signal => signal.SignalId).ShouldBe(all.Items.Select(signal => signal.SignalId));
        all.Items.Count.ShouldBe(5);
        (await ListAsync(service, new GetAbuseSignals { PageSize = 50, FreelancerId = "freelancer-1" })).Items.Count.ShouldBe(3);
        (await ListAsync(service, new GetAbuseSignals { PageSize = 50, Kind = AbuseSignalKinds.ReciprocalPair })).Items.ShouldBeEmpty();
        (await ListAsync(service, new GetAbuseSignals { PageSize = 50, Kind = AbuseSignalKinds.RatingPlea })).Items.Count.ShouldBe(5);
        (await ListAsync(service, new GetAbuseSignals { PageSize = 50, Since = service.Now.AddMinutes(-1) })).Items.Count.ShouldBe(3);
        (await service.SendAsync<InvalidInput>(new GetAbuseSignals { PageSize = 2, Cursor = "nonsense" })).Errors.Keys.ShouldBe(["cursor"]);
    }

    [Theory]
    [InlineData("SQLite", false)]
    [InlineData("PostgreSQL", false)]
    [InlineData("SQLite", true)]
    [InlineData("PostgreSQL", true)]
    public async Task R67_Should_keep_who_looked_at_it_first_when_and_the_note(string database, bool byVerb)
    {
        await using var service = await SignalSituation.StartAsync(database);
        var signal = await GivenPleaAsync(service);
        await GivenPleaAsync(service, "contract-2");
        (await OverviewAsync(service)).Signals[AbuseSignalKinds.RatingPlea].ShouldBe(2);

        var first = (AbuseSignalReviewed)await ReviewAsync(service, signal, SignalSituation.Operator, "A joke between the two.", byVerb);
        service.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = (AbuseSignalReviewed)await ReviewAsync(service, signal, "oskar", "I was late.", byVerb);

        first.Changed.ShouldBeTrue();
        (first.Signal.Status, first.Signal.ReviewedBy, first.Signal.ReviewedAt, first.Signal.Note).ShouldBe(
            (AbuseSignalStatuses.Reviewed, SignalSituation.Operator, service.Now.AddMinutes(-1), "A joke between the two."));
        second.ShouldBe(first with { Changed = false });
        (await ListAsync(service, new GetAbuseSignals { PageSize = 50, Status = AbuseSignalStatuses.Open })).Items
            .ShouldHaveSingleItem().SignalId.ShouldNotBe(signal);
        (await ListAsync(service, new GetAbuseSignals { PageSize = 50, Status = AbuseSignalStatuses.Reviewed })).Items
            .ShouldHaveSingleItem().ShouldBe(first.Signal);
        (await OverviewAsync(service)).Signals[AbuseSignalKinds.RatingPlea].ShouldBe(1);
        service.Log.GetSnapshot().Where(record => record.Message.StartsWith("Audit:", StringComparison.Ordinal))
            .ShouldHaveSingleItem().Message.ShouldBe(
                $"Audit: {SignalSituation.Operator} has looked at signal {signal} (rating-plea) on contract {TestData.Contract}");
    }

    [Fact]
    public async Task R67_Should_change_nothing_in_a_dry_run()
    {
        await using var service = await SagaService.StartAsync();
        var signal = await GivenPleaAsync(service);
        var command = Review(signal, SignalSituation.Operator, note: null);
        await using var scope = service.Services.CreateAsyncScope();

        var response = await scope.ServiceProvider.GetRequiredService<IFeedbackOperations>()
            .ReviewSignalAsync(command, dryRun: true, TestContext.Current.CancellationToken);

        response.ShouldBeOfType<AbuseSignalReviewed>().Signal.ReviewedBy.ShouldBe(SignalSituation.Operator);
        (await service.SignalAsync()).Status.ShouldBe(AbuseSignalStatuses.Open);
        service.Log.GetSnapshot().ShouldNotContain(record => record.Message.StartsWith("Audit:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R67_Should_say_nothing_of_what_is_not_committed(bool byVerb)
    {
        await using var service = await SagaService.StartAsync();
        var signal = await GivenPleaAsync(service);
        await service.RefuseSignalsAsync();

        if (byVerb)
            await Should.ThrowAsync<DbUpdateException>(() => ReviewAsync(service, signal, SignalSituation.Operator, note: null, byVerb));
        else
            (await service.SendInVainAsync(Review(signal, SignalSituation.Operator, note: null))).Exceptions.ShouldNotBeEmpty();

        (await service.SignalAsync()).Status.ShouldBe(AbuseSignalStatuses.Open);
        service.Log.GetSnapshot().ShouldNotContain(record => record.Message.StartsWith("Audit:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task R67_Should_refuse_what_can_not_be_stored_and_what_is_unknown()
    {
        await using var service = await SagaService.StartAsync();
        var signal = await GivenPleaAsync(service);

        var tooLong = new string('x', 2001);
        (await service.SendAsync<InvalidInput>(Review(signal, SignalSituation.Operator, tooLong))).Errors.Keys.ShouldBe(["note"]);
        (await service.SendAsync<InvalidInput>(Review(signal, SignalSituation.Operator, "a\0b"))).Errors.Keys.ShouldBe(["note"]);
        (await service.SendAsync<InvalidInput>(Review(signal, " ", note: null))).Errors.Keys.ShouldBe(["callerId"]);
        var unknown = Guid.NewGuid();
        (await service.SendAsync<UnknownAbuseSignal>(Review(unknown, SignalSituation.Operator, note: null))).SignalId.ShouldBe(unknown);
        (await service.SendAsync<AbuseSignalReviewed>(Review(signal, SignalSituation.Operator, "  "))).Signal.Note.ShouldBeNull();
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R67_Should_stand_in_the_story_of_the_request_and_of_its_contract_and_in_no_other(string database)
    {
        await using var service = await SignalSituation.StartAsync(database);
        var signal = await GivenPleaAsync(service);
        var requestId = (await service.SignalAsync()).RequestId;
        await service.SendAsync<AbuseSignalReviewed>(Review(signal, SignalSituation.Operator, "Nothing in it."));
        await service.GivenEligibleContractAsync("contract-2");
        var other = await service.GivenRequestAsync(service.Now, contract: "contract-2");

        var ofRequest = await service.SendAsync<Story>(new GetFeedbackStory { RequestId = requestId });
        var ofContract = await service.SendAsync<Story>(new GetFeedbackStory { ContractId = TestData.Contract });
        var ofOther = await service.SendAsync<Story>(new GetFeedbackStory { RequestId = other.RequestId });

        foreach (var story in new[] { ofRequest, ofContract })
        {
            var entries = story.Entries.Where(entry => entry.Id == $"{signal}").ToList();
            entries.Select(entry => entry.What).ShouldBe(["abuse-signal", "abuse-signal-reviewed"]);
            entries[0].Details.ShouldContain("\"evidence\":{\"pattern\":\"five-stars\"}");
            entries[1].Details.ShouldContain(SignalSituation.Operator);
            story.Entries.ShouldNotContain(entry => entry.Details.Contains("Nothing in it", StringComparison.Ordinal));
        }

        ofOther.Entries.ShouldNotContain(entry => entry.What.StartsWith("abuse", StringComparison.Ordinal));
    }

    private static async Task<Guid> GivenPleaAsync(
        SagaService service, string contract = TestData.Contract, DateTimeOffset? at = null, string freelancer = TestData.Freelancer)
    {
        await service.GivenEligibleContractAsync(contract, freelancer: freelancer);
        var request = await service.GivenRequestAsync(at ?? service.Now, SignalSituation.Plea, contract, freelancer);
        return (await service.SignalsAsync()).Single(signal => signal.RequestId == request.RequestId).SignalId;
    }

    private static Task<AbuseSignals> ListAsync(SagaService service, GetAbuseSignals query) => service.SendAsync<AbuseSignals>(query);

    private static Task<FeedbackOverview> OverviewAsync(SagaService service) =>
        service.SendAsync<FeedbackOverview>(new GetFeedbackOverview { AsOf = service.Now });

    private static ReviewAbuseSignal Review(Guid signal, string caller, string? note) =>
        new() { SignalId = signal, Note = note, CallerId = caller };

    private static async Task<object> ReviewAsync(SagaService service, Guid signal, string caller, string? note, bool byVerb)
    {
        if (!byVerb)
            return await service.SendAsync(Review(signal, caller, note));

        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IFeedbackOperations>()
            .ReviewSignalAsync(Review(signal, caller, note), dryRun: false, TestContext.Current.CancellationToken);
    }
}
