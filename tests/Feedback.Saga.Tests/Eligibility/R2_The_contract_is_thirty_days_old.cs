using Contracts.Messages;
using Feedback.Saga.Eligibility;
using Shouldly;
using static Feedback.Saga.Tests.Eligibility.Policy;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R2_The_contract_is_thirty_days_old
{
    [Fact]
    public void R2_Exactly_thirty_times_24_hours_is_old_enough()
    {
        var facts = Eligible with { StartedAt = Now - ThirtyDays };

        CodesAgainstRequesting(facts).ShouldBeEmpty();
        CodesAgainstProviding(facts).ShouldBeEmpty();
    }

    [Fact]
    public void R2_A_moment_less_is_too_young_until_that_moment_has_passed()
    {
        var facts = Eligible with { StartedAt = Now - ThirtyDays + Step };

        var reason = Default.AgainstRequesting(facts).ShouldHaveSingleItem();

        reason.Code.ShouldBe(RefusalCodes.ContractTooYoung);
        reason.Detail.ShouldBe("The contract started less than 30 days ago.");
        reason.EndsAt.ShouldBe(Now + Step);
        CodesAgainstProviding(facts).ShouldBe([RefusalCodes.ContractTooYoung]);
    }

    [Fact]
    public void R2_The_reason_stops_holding_at_the_instant_that_it_names()
    {
        var facts = Eligible with { StartedAt = Now - TimeSpan.FromDays(3) };
        var endsAt = Default.AgainstRequesting(facts).Single().EndsAt!.Value;

        CodesAgainstRequesting(facts with { At = endsAt - Step, LastPaymentAt = endsAt - Step }).ShouldBe([RefusalCodes.ContractTooYoung]);
        CodesAgainstRequesting(facts with { At = endsAt, LastPaymentAt = endsAt }).ShouldBeEmpty();
    }

    [Fact]
    public void R2_The_age_is_an_option()
    {
        var policy = With(new FeedbackPolicyOptions { MinimumContractAge = TimeSpan.FromHours(1) });

        policy.AgainstRequesting(Eligible with { StartedAt = Now.AddHours(-1) }).ShouldBeEmpty();
        policy.AgainstRequesting(Eligible with { StartedAt = Now.AddMinutes(-59) }).ShouldHaveSingleItem();
    }
}
