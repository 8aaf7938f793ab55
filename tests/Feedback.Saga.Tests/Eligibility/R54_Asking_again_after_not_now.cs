using Contracts.Messages;
using Feedback.Saga.Eligibility;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R54_Asking_again_after_not_now
{
    private static readonly DateTimeOffset _from = Now.AddDays(20);

    private static readonly LatestRequest _declined = Waiting(Now.AddDays(-3)) with { EndedAt = Now.AddDays(-1), AskAgainFrom = _from };

    [Fact]
    public void R54_Until_then_the_next_is_refused_with_that_date()
    {
        var reason = Default.AgainstRequesting(Eligible with { Request = _declined }).ShouldHaveSingleItem();

        reason.Code.ShouldBe(RefusalCodes.AskedForLater);
        reason.EndsAt.ShouldBe(_from);
    }

    [Fact]
    public void R54_From_that_date_on_the_next_is_allowed()
    {
        CodesAgainstRequesting(At(_from - Step)).ShouldBe([RefusalCodes.AskedForLater]);
        CodesAgainstRequesting(At(_from)).ShouldBeEmpty();
    }

    [Fact]
    public void R54_The_other_rules_hold_as_well() =>
        CodesAgainstRequesting(At(_from) with { LastPaymentAt = null, LastFeedbackAt = _from.AddDays(-2), InRollout = false })
            .ShouldBe([RefusalCodes.NoRecentPayment, RefusalCodes.RecentFeedback, RefusalCodes.NotInRollout]);

    [Fact]
    public void R54_A_date_before_the_expiry_counts_too() =>
        CodesAgainstRequesting(Eligible with { Request = _declined with { AskAgainFrom = Now } }).ShouldBeEmpty();

    [Fact]
    public void R55_Providing_is_not_hindered_and_is_unasked()
    {
        CodesAgainstProviding(Eligible with { Request = _declined }).ShouldBeEmpty();
        CodesAgainstProviding(Eligible with { Request = _declined, LastPaymentAt = null }).ShouldBe([RefusalCodes.NoRecentPayment]);
    }

    [Fact]
    public void R55_What_was_submitted_a_moment_before_still_answers_the_request()
    {
        var unpaid = Eligible with { LastPaymentAt = null };

        CodesAgainstProviding(unpaid with { Request = _declined with { EndedAt = Now + Step } }).ShouldBeEmpty();
        CodesAgainstProviding(unpaid with { Request = _declined with { EndedAt = Now } }).ShouldBe([RefusalCodes.NoRecentPayment]);
    }

    private static ContractFacts At(DateTimeOffset at) =>
        Eligible with { At = at, LastPaymentAt = at.AddDays(-1), Request = _declined };
}
