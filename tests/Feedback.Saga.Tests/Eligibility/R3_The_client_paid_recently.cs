using Contracts.Messages;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R3_The_client_paid_recently
{
    [Fact]
    public void R3_Exactly_thirty_times_24_hours_ago_still_counts()
    {
        var facts = Eligible with { LastPaymentAt = Now - ThirtyDays };

        CodesAgainstRequesting(facts).ShouldBeEmpty();
        CodesAgainstProviding(facts).ShouldBeEmpty();
    }

    [Fact]
    public void R3_A_moment_longer_ago_does_not_and_nobody_knows_when_that_ends()
    {
        var facts = Eligible with { LastPaymentAt = Now - ThirtyDays - Step };

        var reason = Default.AgainstRequesting(facts).ShouldHaveSingleItem();

        reason.Code.ShouldBe(RefusalCodes.NoRecentPayment);
        reason.EndsAt.ShouldBeNull();
        CodesAgainstProviding(facts).ShouldBe([RefusalCodes.NoRecentPayment]);
    }

    [Fact]
    public void R3_No_payment_at_all_is_not_recent() =>
        CodesAgainstProviding(Eligible with { LastPaymentAt = null }).ShouldBe([RefusalCodes.NoRecentPayment]);

    [Fact]
    public void R3_A_payment_at_the_very_instant_counts_and_one_after_it_does_not()
    {
        CodesAgainstRequesting(Eligible with { LastPaymentAt = Now }).ShouldBeEmpty();
        CodesAgainstRequesting(Eligible with { LastPaymentAt = Now + Step }).ShouldBe([RefusalCodes.NoRecentPayment]);
    }
}
