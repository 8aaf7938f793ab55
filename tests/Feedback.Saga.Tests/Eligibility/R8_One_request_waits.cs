using Contracts.Messages;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R8_One_request_waits
{
    [Fact]
    public void R8_Another_is_refused_until_the_first_expires()
    {
        var waiting = Waiting(Now.AddDays(-3));

        var reason = Default.AgainstRequesting(Eligible with { Request = waiting }).ShouldHaveSingleItem();

        reason.Code.ShouldBe(RefusalCodes.RequestPending);
        reason.EndsAt.ShouldBe(waiting.ExpiresAt);
    }

    [Fact]
    public void R14_A_moment_before_the_fourteen_days_are_over_it_still_waits() =>
        CodesAgainstRequesting(Eligible with { Request = Waiting(Now - TimeSpan.FromDays(14) + Step) })
            .ShouldBe([RefusalCodes.RequestPending]);

    [Fact]
    public void R13_When_they_are_over_another_may_be_made_at_once_though_the_timer_is_late() =>
        CodesAgainstRequesting(Eligible with { Request = Waiting(Now - TimeSpan.FromDays(14)) }).ShouldBeEmpty();

    [Fact]
    public void R14_After_an_answer_R4_decides()
    {
        var answered = Waiting(Now.AddDays(-3)) with { EndedAt = Now.AddDays(-1), Answered = true };

        CodesAgainstRequesting(Eligible with { Request = answered, LastFeedbackAt = Now.AddDays(-1) })
            .ShouldBe([RefusalCodes.RecentFeedback]);
    }

    [Fact]
    public void R8_At_the_instant_of_the_winner_the_other_is_refused_with_its_expiry()
    {
        var winner = Waiting(Now);

        Default.AgainstRequesting(Eligible with { Request = winner }).ShouldHaveSingleItem().EndsAt.ShouldBe(Now.AddDays(14));
    }

    [Fact]
    public void R14_A_request_handled_late_is_judged_by_its_instant_when_the_request_still_waited()
    {
        var expired = Waiting(Now.AddDays(-14) + Step) with { EndedAt = Now + Step };

        CodesAgainstRequesting(Eligible with { Request = expired }).ShouldBe([RefusalCodes.RequestPending]);
    }
}
