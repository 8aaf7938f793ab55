using Contracts.Messages;
using Feedback.Saga.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace Feedback.Saga.Tests.Feedback;

public sealed class When_the_input_breaks_a_limit
{
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(-1)]
    public async Task R21_Should_name_every_rating_that_is_not_from_1_to_5(int rating)
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        var invalid = await service.SendAsync<InvalidInput>(TestData.Feedback(service.Now, ratings: TestData.AllRated(rating)));

        invalid.Errors.Keys.ShouldBe(
        [
            "ratings.skills", "ratings.quality", "ratings.availability",
            "ratings.deadlines", "ratings.communication", "ratings.cooperation",
        ]);
        (await service.ReadAsync(db => db.MidContractFeedback.CountAsync())).ShouldBe(0);
        (await service.ReadAsync(db => db.Refusals.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task R21_Should_take_the_lowest_and_the_highest_rating(int rating)
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        (await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, ratings: TestData.AllRated(rating))))
            .Feedback.Score.ShouldBe(rating);
    }

    [Fact]
    public async Task R21_Should_take_five_thousand_characters_and_no_more_whatever_they_take_in_UTF_16()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", 5000));

        var invalid = await service.SendAsync<InvalidInput>(TestData.Feedback(service.Now, comment: longest + "!"));
        var accepted = await service.SendAsync<FeedbackAccepted>(TestData.Feedback(service.Now, comment: longest));

        invalid.Errors["comment"].ShouldHaveSingleItem().ShouldBe("must be at most 5000 characters long; it has 5001");
        accepted.Feedback.Comment.ShouldBe(longest);
    }

    [Fact]
    public async Task R21_Should_refuse_text_that_no_database_keeps()
    {
        await using var service = await SagaService.StartAsync();
        await service.GivenEligibleContractAsync();

        (await service.SendAsync<InvalidInput>(TestData.Feedback(service.Now, comment: "nul\0"))).Errors.Keys.ShouldBe(["comment"]);
    }
}
