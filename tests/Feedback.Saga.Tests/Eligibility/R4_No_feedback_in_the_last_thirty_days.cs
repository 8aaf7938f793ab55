using Contracts.Messages;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R4_No_feedback_in_the_last_thirty_days
{
    [Fact]
    public void R4_Exactly_thirty_times_24_hours_later_is_allowed()
    {
        var facts = Eligible with { LastFeedbackAt = Now - ThirtyDays };

        CodesAgainstRequesting(facts).ShouldBeEmpty();
        CodesAgainstProviding(facts).ShouldBeEmpty();
    }

    [Fact]
    public void R4_A_moment_earlier_is_refused_until_then()
    {
        var facts = Eligible with { LastFeedbackAt = Now - ThirtyDays + Step };

        var reason = Default.AgainstRequesting(facts).ShouldHaveSingleItem();

        reason.Code.ShouldBe(RefusalCodes.RecentFeedback);
        reason.EndsAt.ShouldBe(Now + Step);
        CodesAgainstProviding(facts).ShouldBe([RefusalCodes.RecentFeedback]);
    }

    [Fact]
    public void R5_A_request_that_ended_unanswered_is_no_feedback()
    {
        var expired = Waiting(Now.AddDays(-14)) with { EndedAt = Now };

        CodesAgainstRequesting(Eligible with { LastFeedbackAt = null, Request = expired }).ShouldBeEmpty();
        CodesAgainstProviding(Eligible with { LastFeedbackAt = null, Request = expired }).ShouldBeEmpty();
    }
}
