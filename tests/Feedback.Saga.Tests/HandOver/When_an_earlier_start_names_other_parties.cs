using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.HandOver;

/// <summary>Nobody is said to have given feedback that they did not give, or to have received what others did.</summary>
public sealed class When_an_earlier_start_names_other_parties
{
    private const string Other = "another-client";

    public static TheoryData<string> Databases => HandOverSituation.Databases;

    [Theory]
    [InlineData("SQLite", Other, TestData.Freelancer)]
    [InlineData("SQLite", TestData.Client, "another-freelancer")]
    [InlineData("PostgreSQL", Other, "another-freelancer")]
    public async Task R40_R72_R73_Should_neither_hand_over_nor_show_feedback_of_the_parties_before(
        string database, string client, string freelancer)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenSeriesAsync();

        await service.PublishAsync(
            TestData.Start(service.Now.AddDays(-200), client: client, freelancer: freelancer, eventId: "earlier"));
        await service.PublishAsync(TestData.End(service.Now));

        (await service.HandedOverAsync()).ShouldBeEmpty();
        (await service.HandedOverAtAsync()).ShouldBeNull();
        (await service.SeriesAsync()).Feedback.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R40_R73_Should_take_back_what_was_handed_over_of_the_parties_before(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenSeriesAsync();
        await service.PublishAsync(TestData.End(service.Now));

        await service.PublishAsync(TestData.Start(service.Now.AddDays(-200), client: Other, eventId: "earlier"));

        var handedOver = await service.HandedOverAsync();
        handedOver.Count.ShouldBe(2);
        handedOver[0].Feedback.Count.ShouldBe(2);
        (handedOver[1].ClientId, handedOver[1].Feedback.Count, handedOver[1].IsShortened).ShouldBe((Other, 0, false));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task R40_R72_R73_Should_hand_over_what_the_parties_of_now_said(string database)
    {
        await using var service = await HandOverSituation.StartAsync(database);
        await service.GivenSeriesAsync();
        service.Clock.AdjustTime(service.Now.AddDays(40));
        await service.PublishAsync(TestData.Start(service.Now.AddDays(-200), client: Other, eventId: "earlier"));
        await service.PublishAsync(TestData.Payment(service.Now.AddDays(-1)));
        var own = TestData.Feedback(service.Now, caller: Other);
        await service.SendAsync<FeedbackAccepted>(own);

        await service.PublishAsync(TestData.End(service.Now.AddMinutes(1)));

        (await service.HandedOverAsync()).ShouldHaveSingleItem().Feedback.Select(item => item.FeedbackId).ShouldBe([own.FeedbackId]);
        (await service.SeriesAsync()).Feedback.Select(item => item.FeedbackId).ShouldBe([own.FeedbackId]);
    }
}
