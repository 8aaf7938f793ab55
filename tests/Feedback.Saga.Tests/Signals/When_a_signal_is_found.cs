using System.Text.Json;
using System.Text.RegularExpressions;
using Contracts.Messages;
using Feedback.Saga.Erasure;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Shouldly;

namespace Feedback.Saga.Tests.Signals;

public sealed partial class When_a_signal_is_found
{
    [Fact]
    public async Task R67_Should_decide_publish_and_show_the_parties_the_same_as_without_it()
    {
        await using var without = await SagaService.StartAsync(("Feedback:Signals:Enabled", "false"));
        await using var with = await SagaService.StartAsync();

        var expected = await PlayAsync(without);
        var seen = await PlayAsync(with);

        (await without.SignalsAsync()).ShouldBeEmpty();
        (await without.ReadAsync(db => db.ClientAccounts.CountAsync())).ShouldBe(0);
        (await with.SignalsAsync()).Select(signal => signal.Kind).Distinct().Order().ShouldBe(AbuseSignalKinds.All.Order());
        seen.ShouldBe(expected);
    }

    [Fact]
    public async Task R67_Should_count_each_once_by_its_kind()
    {
        await using var service = await SagaService.StartAsync();
        using var counted = new MetricCollector<long>(FeedbackTelemetry.Signals);
        await service.GivenEligibleContractAsync();

        var request = await service.GivenRequestAsync(service.Now, SignalSituation.Plea);
        await service.LookAtAsync(request);

        var measured = counted.GetMeasurementSnapshot().Where(measurement => measurement.Value > 0).ToList();
        measured.ShouldContain(measurement => Equals(measurement.Tags["feedback.signal"], AbuseSignalKinds.RatingPlea));
        measured.ShouldAllBe(measurement => AbuseSignalKinds.All.Contains((string)measurement.Tags["feedback.signal"]!));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R67_Should_be_deleted_for_its_age_looked_at_or_not_and_not_come_back(string database)
    {
        await using var service = await SignalSituation.StartAsync(database, ("Feedback:Retention:AbuseSignals", "100.00:00:00"));
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-60), clientSince: service.Now.AddDays(-70)));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));
        var request = await service.GivenRequestAsync(service.Now, SignalSituation.Plea);
        await service.SendAsync<AbuseSignalReviewed>(new ReviewAbuseSignal
        {
            SignalId = (await service.SignalAsync()).SignalId,
            CallerId = SignalSituation.Operator,
        });

        service.Clock.AdjustTime(service.Now.AddDays(100));
        var first = await service.SweepAsync();
        service.Clock.AdjustTime(service.Now.AddMicroseconds(1));
        var second = await service.SweepAsync();
        await service.LookAtAsync(request);

        (first["abuse-signals"], second["abuse-signals"]).ShouldBe((0, 1));
        (await service.SignalsAsync()).ShouldBeEmpty();
        (await service.RequestAsync(request.RequestId)).Message.ShouldBe(SignalSituation.Plea);
    }

    [Fact]
    public async Task R67_Should_be_found_after_a_restart_where_it_could_not_be_stored()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.RefuseSignalsAsync();

        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now, message: SignalSituation.Plea));
        var request = (await service.EventsAsync<FeedbackRequested>()).Single();
        await service.GivenUpAsync();
        await service.AllowSignalsAsync();
        await using var successor = await service.RestartAsync();
        await successor.LookAtAsync(request);

        (await successor.SignalAsync()).RequestId.ShouldBe(request.RequestId);
    }

    [Fact]
    public async Task R67_Should_name_a_person_who_was_erased_by_the_pseudonym()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        await service.SendAsync<FeedbackRequestAccepted>(TestData.Request(service.Now));
        var request = (await service.EventsAsync<FeedbackRequested>()).Single();
        await service.EraseAsync(TestData.Client);
        await service.PublishAsync(TestData.Start(service.Now, "contract-2", clientSince: service.Now));

        await service.LookAtAsync(request with { Message = SignalSituation.Plea });

        (await service.SignalAsync()).ClientId.ShouldBe(FeedbackErasure.PseudonymOf(TestData.Client));
        (await service.ReadAsync(db => db.ClientAccounts.CountAsync())).ShouldBe(0);
    }

    /// <summary>Everything that makes a signal, and what the parties and subscribers get of it, without ids.</summary>
    private static async Task<IReadOnlyList<string>> PlayAsync(SagaService service)
    {
        for (var number = 1; number <= 3; number++)
        {
            await service.PublishAsync(TestData.Start(
                service.Now.AddDays(-45), $"c-{number}", $"client-{number}", clientSince: service.Now.AddDays(-50)));
            await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1), $"c-{number}", $"p-{number}"));
        }

        await service.PublishAsync(TestData.Start(service.Now.AddDays(-45), "c-back", TestData.Freelancer, "client-1"));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1), "c-back", "p-back"));
        await service.PublishAsync(TestData.Bonus(service.Now, "c-1", "p-bonus"));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-2), "c-1", "p-refund"));
        await service.PublishAsync(TestData.Reversal("p-refund", service.Now, "c-1"));
        await service.GivenRequestAsync(service.Now, SignalSituation.Plea, "c-1");
        for (var number = 1; number <= 3; number++)
            await service.GivenFeedbackAsync(service.Now, $"c-{number}", $"client-{number}");

        await service.GivenFeedbackAsync(service.Now, "c-back", TestData.Freelancer);
        var seen = new List<object>
        {
            await service.SendAsync(TestData.Request(service.Now, "c-1")),
            await service.TabAsync(TestData.Freelancer, "c-1"),
            await service.TabAsync("client-1", "c-1"),
            await service.SendAsync<WorkHistory>(
                new GetWorkHistory { OwnerId = TestData.Freelancer, OfAgency = false, PageSize = 10 }),
            await service.SendAsync<MyContracts>(new GetMyContracts { CallerId = "client-1", AsOf = service.Now, PageSize = 10 }),
        };
        seen.AddRange(await service.EventsAsync<FeedbackRequested>());
        seen.AddRange((await service.EventsAsync<FeedbackProvided>()).OrderBy(given => given.ContractId, StringComparer.Ordinal));
        seen.AddRange(await service.EventsAsync<FeedbackVisibilityChanged>());
        seen.AddRange(await service.EventsAsync<FeedbackRequestClosed>());
        return seen.ConvertAll(what => Ids().Replace($"{what.GetType().Name} {JsonSerializer.Serialize(what)}", "id"));
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
