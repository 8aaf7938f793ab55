using Feedback.Saga.Eligibility;
using Feedback.Saga.Rollout;
using Shouldly;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class When_the_configuration_is_wrong
{
    [Fact]
    public void The_defaults_are_right()
    {
        new FeedbackPolicyOptionsValidator().Validate(null, new FeedbackPolicyOptions()).Succeeded.ShouldBeTrue();
        new RolloutOptionsValidator().Validate(null, new RolloutOptions()).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void A_length_must_be_above_zero() =>
        Problem(policy => policy.RequestWindow = TimeSpan.Zero)
            .ShouldBe("Feedback:Policy:RequestWindow is 00:00:00; it must be above zero and at most 3650 days, such as 30.00:00:00.");

    [Fact]
    public void A_weight_must_not_be_negative() =>
        Problem(policy => policy.Weights.Deadlines = -1).ShouldStartWith("Feedback:Policy:Weights:Deadlines is -1;");

    [Fact]
    public void Not_all_weights_may_be_zero() =>
        Problem(policy => policy.Weights = new RatingWeights
        {
            Skills = 0,
            Quality = 0,
            Availability = 0,
            Deadlines = 0,
            Communication = 0,
            Cooperation = 0,
        }).ShouldStartWith("Feedback:Policy:Weights are all zero;");

    [Fact]
    public void R16_A_reminder_must_come_before_the_expiry() =>
        Problem(policy => policy.ReminderAfter = TimeSpan.FromDays(14)).ShouldStartWith("Feedback:Policy:ReminderAfter is 14.00:00:00;");

    [Fact]
    public void R54_Who_names_no_date_must_not_put_the_next_request_further_off_than_who_names_one()
    {
        Problem(policy => (policy.AllowNotNow, policy.LongestAskAgain) = (true, TimeSpan.FromDays(14) - TimeSpan.FromTicks(1)))
            .ShouldStartWith("Feedback:Policy:LongestAskAgain is 13.23:59:59.9999999; it must be at least RequestWindow (14.00:00:00)");

        foreach (var (isOn, days) in new[] { (true, 14), (false, 13) })
        {
            new FeedbackPolicyOptionsValidator().Validate(
                null, new FeedbackPolicyOptions { AllowNotNow = isOn, LongestAskAgain = TimeSpan.FromDays(days) })
                .Succeeded.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_text_must_have_room() =>
        Problem(policy => policy.CommentMaxLength = 0).ShouldStartWith("Feedback:Policy:CommentMaxLength is 0;");

    [Fact]
    public void A_version_must_have_a_name() =>
        Problem(policy => policy.Version = " ").ShouldBe("Feedback:Policy:Version must not be empty.");

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void R7_A_percentage_lies_between_0_and_100(int percentage) =>
        new RolloutOptionsValidator().Validate(null, new RolloutOptions { Percentage = percentage })
            .FailureMessage.ShouldStartWith($"Feedback:Rollout:Percentage is {percentage};");

    private static string Problem(Action<FeedbackPolicyOptions> change)
    {
        var options = new FeedbackPolicyOptions();
        change(options);
        return new FeedbackPolicyOptionsValidator().Validate(null, options).FailureMessage.ShouldNotBeNull();
    }
}
