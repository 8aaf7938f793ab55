using Contracts.Messages;
using Feedback.Saga.Signals;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Signals;

public sealed class When_people_provide_feedback_about_each_other
{
    private const string There = "contract-there";
    private const string Back = "contract-back";
    private const string Ada = "ada";
    private const string Ben = "ben";

    private static readonly TimeSpan _window = TimeSpan.FromDays(180);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R66_R40_Should_be_one_signal_that_names_both_whichever_is_handled_last(string database)
    {
        await using var service = await SignalSituation.StartAsync(database);
        await GivenContractsAsync(service, service.Now.AddDays(-1), service.Now);
        var back = await service.GivenFeedbackAsync(service.Now, Back, Ben, TestData.AllRated(2));

        var there = await service.GivenFeedbackAsync(service.Now.AddDays(-1), There, Ada);
        await service.LookAtAsync(back);
        await service.LookAtAsync(there);

        var signal = await service.SignalAsync();
        signal.ShouldBe(new AbuseSignalView
        {
            SignalId = AbuseSignal.IdOf(AbuseSignalKinds.ReciprocalPair, Back, There),
            Kind = AbuseSignalKinds.ReciprocalPair,
            Status = AbuseSignalStatuses.Open,
            ContractId = Back,
            FreelancerId = Ada,
            ClientId = Ben,
            FeedbackId = back.FeedbackId,
            At = service.Now,
            Evidence = new AbuseSignalEvidence
            {
                OtherContractId = There,
                OtherFeedbackId = there.FeedbackId,
                OtherAt = there.ProvidedAt,
                Window = _window,
            },
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task R66_Should_count_180_days_and_not_a_microsecond_more(int microseconds, int signals)
    {
        await using var service = await SagaService.StartAsync();
        var first = service.Now - _window - TimeSpan.FromMicroseconds(microseconds);
        await GivenContractsAsync(service, first, service.Now);

        await service.GivenFeedbackAsync(first, There, Ada);
        await service.GivenFeedbackAsync(service.Now, Back, Ben);

        (await service.SignalsAsync()).Count.ShouldBe(signals);
    }

    [Fact]
    public async Task R66_Should_stay_one_signal_when_they_go_on()
    {
        await using var service = await SagaService.StartAsync();
        var first = service.Now.AddDays(-40);
        await GivenContractsAsync(service, first, first);
        await service.PublishAsync(TestData.Payment(service.Now, There));

        await service.GivenFeedbackAsync(first, There, Ada);
        await service.GivenFeedbackAsync(first, Back, Ben);
        await service.GivenFeedbackAsync(service.Now, There, Ada);

        (await service.SignalAsync()).At.ShouldBe(first);
    }

    [Fact]
    public async Task R66_Should_find_none_where_roles_are_not_swapped_between_the_same_two()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync("c-1", Ada, Ben);
        await service.GivenEligibleContractAsync("c-2", Ada, Ben);
        await service.GivenEligibleContractAsync("c-3", Ben, "cleo");
        await service.GivenEligibleContractAsync("c-4", "cleo", Ada);

        await service.GivenFeedbackAsync(service.Now, "c-1", Ada);
        await service.GivenFeedbackAsync(service.Now, "c-2", Ada);
        await service.GivenFeedbackAsync(service.Now, "c-3", Ben);
        await service.GivenFeedbackAsync(service.Now, "c-4", "cleo");

        (await service.SignalsAsync()).ShouldBeEmpty();
    }

    private static async Task GivenContractsAsync(SagaService service, DateTimeOffset there, DateTimeOffset back)
    {
        await service.PublishAsync(TestData.Start(there.AddDays(-60), There, Ada, Ben));
        await service.PublishAsync(TestData.Payment(there.AddDays(-1), There));
        await service.PublishAsync(TestData.Start(back.AddDays(-60), Back, Ben, Ada));
        await service.PublishAsync(TestData.Payment(back.AddDays(-1), Back));
    }
}
